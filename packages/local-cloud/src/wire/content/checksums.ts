import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A running checksum over a stream; `digest` is base64, as S3's headers carry it. */
export interface Checksum {
  update(chunk: Uint8Array): void;
  digest(): string;
}

const uint32 = (value: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('base64');
};

function hashed(algorithm: string): Checksum {
  const hash = createHash(algorithm);
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest('base64') };
}

function crc32Checksum(): Checksum {
  let value = 0;
  return {
    update: (chunk) => {
      value = crc32(chunk, value);
    },
    digest: () => uint32(value),
  };
}

/** CRC-32C (Castagnoli), reflected polynomial 0x82F63B78. */
const crc32cTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

function crc32cChecksum(): Checksum {
  let value = -1;
  return {
    update: (chunk) => {
      let running = value;
      for (let index = 0; index < chunk.length; index += 1)
        running = (crc32cTable[(running ^ (chunk[index] as number)) & 0xff] as number) ^ (running >>> 8);
      value = running;
    },
    digest: () => uint32(value ^ -1),
  };
}

const MASK64 = (1n << 64n) - 1n;
/** CRC-64/NVME, reflected polynomial; as two 32-bit halves, because BigInt arithmetic per byte is too slow. */
const crc64Values = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
  return value & MASK64;
});
const crc64High = Int32Array.from(crc64Values, (value) => Number(value >> 32n) | 0);
const crc64Low = Int32Array.from(crc64Values, (value) => Number(value & 0xffffffffn) | 0);

function crc64nvmeChecksum(): Checksum {
  let [high, low] = [-1, -1];
  return {
    update: (chunk) => {
      let [h, l] = [high, low];
      for (let index = 0; index < chunk.length; index += 1) {
        const entry = (l ^ (chunk[index] as number)) & 0xff;
        l = ((l >>> 8) | (h << 24)) ^ (crc64Low[entry] as number);
        h = (h >>> 8) ^ (crc64High[entry] as number);
      }
      [high, low] = [h, l];
    },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE((high ^ -1) >>> 0, 0);
      bytes.writeUInt32BE((low ^ -1) >>> 0, 4);
      return bytes.toString('base64');
    },
  };
}

/** Checksum algorithms by the last part of their header, `x-amz-checksum-<name>`. */
export const checksums: Readonly<Record<string, () => Checksum>> = {
  crc32: crc32Checksum,
  crc32c: crc32cChecksum,
  crc64nvme: crc64nvmeChecksum,
  sha1: () => hashed('sha1'),
  sha256: () => hashed('sha256'),
};

/** Name of an algorithm's member in XML, e.g. `ChecksumCRC32`. */
export const memberOf = (algorithm: string): string => `Checksum${algorithm.toUpperCase()}`;
