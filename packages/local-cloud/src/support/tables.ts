import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceSupport } from './types.ts';

const SERVICES = join(import.meta.dirname, '../services');

/** The tables of the services, by name; one without a table is missed by the page's test. */
export async function supportTables(): Promise<ServiceSupport[]> {
  const paths = readdirSync(SERVICES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(SERVICES, name, 'support.ts'))
    .filter((path) => existsSync(path));
  const tables = await Promise.all(
    paths.map(async (path) => ((await import(path)) as { support: ServiceSupport }).support),
  );
  return tables.sort((a, b) => (a.service < b.service ? -1 : 1));
}
