export type { Signing } from '../../identity/sigv4.ts';
