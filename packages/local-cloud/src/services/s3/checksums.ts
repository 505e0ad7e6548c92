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
  let value = 0xffffffff;
  return {
    update: (chunk) => {
      for (const byte of chunk) value = (crc32cTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
    },
    digest: () => uint32(value ^ 0xffffffff),
  };
}

const MASK64 = (1n << 64n) - 1n;
/** CRC-64/NVME, reflected polynomial; as two 32-bit halves, because BigInt arithmetic per byte is too slow. */
const crc64Table = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
  return [Number((value & MASK64) >> 32n), Number(value & 0xffffffffn)] as const;
});

function crc64nvmeChecksum(): Checksum {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update: (chunk) => {
      for (const byte of chunk) {
        const [tableHigh = 0, tableLow = 0] = crc64Table[(low ^ byte) & 0xff] ?? [];
        low = (((low >>> 8) | (high << 24)) ^ tableLow) >>> 0;
        high = ((high >>> 8) ^ tableHigh) >>> 0;
      }
    },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE((high ^ 0xffffffff) >>> 0, 0);
      bytes.writeUInt32BE((low ^ 0xffffffff) >>> 0, 4);
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
