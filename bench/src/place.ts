import { join } from 'node:path';
import { root } from '@tlc-elt/testing';

/** Environments and the generated month, kept in between benchmarks. */
export const cache = join(root, 'node_modules/.cache/tlc-elt-bench');
/** Path of a plain script. */
export const plain = (script: string): string => join(root, 'bench/plain', script);
