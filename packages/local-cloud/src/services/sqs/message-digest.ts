import { createHash } from 'node:crypto';
import type { MessageAttribute } from './queue.ts';

export const md5 = (data: string | Uint8Array): string => createHash('md5').update(data).digest('hex');

/** Developer guide, "Calculating the MD5 message digest for message attributes": clients check it. */
export function attributesDigest(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute;
    const binary = DataType.startsWith('Binary');
    const value = binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? '');
    return [
      ...[lengthPrefixed(Buffer.from(name)), lengthPrefixed(Buffer.from(DataType))],
      ...[Buffer.from([binary ? 2 : 1]), lengthPrefixed(value)],
    ];
  });
  return md5(Buffer.concat(parts));
}

function lengthPrefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
