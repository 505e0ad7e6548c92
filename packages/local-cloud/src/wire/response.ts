import type { WireResponse } from './wire.ts';

/** An answer whose body is at hand. */
export const response = (
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
): WireResponse => ({
  status,
  headers: { 'content-type': type, 'content-length': String(Buffer.byteLength(body)), ...headers },
  body,
});
