import { join } from 'node:path';

/** File of a namespace's warehouse in the service's data folder. */
export const warehouseFile = (directory: string, namespace: string): string =>
  join(directory, `${namespace}.duckdb`);
