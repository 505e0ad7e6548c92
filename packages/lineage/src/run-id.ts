import { createHash } from 'node:crypto';

/** The namespace of URLs and URNs (RFC 9562, appendix C), of which an ARN is one in all but name. */
const NAMESPACE = '6ba7b8119dad11d180b400c04fd430c8';

/** UUID, version 5, of an execution's ARN, or of the ARN with `/` and a state: `uuid5(NAMESPACE_URL, name)` elsewhere. */
export function runIdOf(name: string): string {
  const hash = createHash('sha1').update(Buffer.from(NAMESPACE, 'hex')).update(name).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
