import { join } from 'node:path';

/** The repository. */
export const root = join(import.meta.dirname, '../../..');

/** What Python environments and jars are kept in between test runs; state never lies here. */
export const SHARED = join(root, 'node_modules/.cache/tlc-elt');
