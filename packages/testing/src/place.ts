import { join } from 'node:path';

/** The repository. */
export const root = join(import.meta.dirname, '../../..');

/** Where the local cloud of this clone keeps Python environments and jars, whoever starts it; a test's state never lies here. */
export const SHARED = process.env.TLC_SHARED_DIR ?? join(root, '.local');
