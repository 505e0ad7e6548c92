import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
/** Environments and the generated month, kept in between benchmarks. */
export const cache = join(root, 'node_modules/.cache/tlc-elt-bench');
export const plain = (script: string): string => join(root, 'bench/plain', script);
