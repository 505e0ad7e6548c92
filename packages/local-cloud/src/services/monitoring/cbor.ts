// The part of RFC 8949 that Smithy's RPC v2 CBOR uses: "Smithy RPC v2 CBOR protocol", section "Shape serialization".

const FLOAT64 = 0xfb;
const TAG_EPOCH = 0xc1;

function head(major: number, value: number): Buffer {
  const top = major << 5;
  if (value < 24) return Buffer.from([top | value]);
  if (value < 0x100) return Buffer.from([top | 24, value]);
  if (value < 0x10000) return Buffer.from([top | 25, value >> 8, value & 0xff]);
  const bytes = Buffer.alloc(value < 0x100000000 ? 5 : 9);
  bytes[0] = top | (value < 0x100000000 ? 26 : 27);
  if (bytes.length === 5) bytes.writeUInt32BE(value, 1);
  else bytes.writeBigUInt64BE(BigInt(value), 1);
  return bytes;
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = FLOAT64;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

/** A number that is whole is written as an integer: clients read either where a double is modelled. */
const number = (value: number): Buffer => {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return float(value);
  return value >= 0 ? head(0, value) : head(1, -1 - value);
};

/** Encodes JSON-like values, Dates (epoch seconds) and bytes. Members that are undefined are left out. */
export function encodeCbor(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.from([0xf6]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Date) return Buffer.concat([Buffer.from([TAG_EPOCH]), float(value.getTime() / 1000)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encodeCbor)]);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const pairs = entries.flatMap(([name, item]) => [encodeCbor(name), encodeCbor(item)]);
  return Buffer.concat([head(5, entries.length), ...pairs]);
}

/** The bytes are no CBOR, or of a form that no AWS client sends. */
export class CborError extends Error {}

/** Additional information 31: the length is not known, a break code ends the item. */
const INDEFINITE = 31;
const BREAK = 0xff;

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  #take(count: number): Buffer {
    if (this.#at + count > this.#bytes.length) throw new CborError('the CBOR ends in the middle of an item');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  #length(info: number): number {
    if (info < 24) return info;
    if (info === 24) return this.#take(1).readUInt8();
    if (info === 25) return this.#take(2).readUInt16BE();
    if (info === 26) return this.#take(4).readUInt32BE();
    if (info === 27) return Number(this.#take(8).readBigUInt64BE());
    throw new CborError(`unknown length ${info}`);
  }

  /** Items up to the count, or up to the break code. */
  #items(info: number, each: () => void): void {
    if (info !== INDEFINITE) {
      for (let left = this.#length(info); left > 0; left -= 1) each();
      return;
    }
    while (this.#bytes[this.#at] !== BREAK) each();
    this.#at += 1;
  }

  #string(info: number): Buffer {
    if (info !== INDEFINITE) return this.#take(this.#length(info));
    const parts: Buffer[] = [];
    this.#items(info, () => parts.push(Buffer.from(this.value() as string | Buffer)));
    return Buffer.concat(parts);
  }

  #simple(info: number): unknown {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return half(this.#take(2).readUInt16BE());
      case 26:
        return this.#take(4).readFloatBE();
      case 27:
        return this.#take(8).readDoubleBE();
      default:
        throw new CborError(`unknown simple value ${info}`);
    }
  }

  #list(info: number): unknown[] {
    const list: unknown[] = [];
    this.#items(info, () => list.push(this.value()));
    return list;
  }

  #map(info: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    this.#items(info, () => {
      const name = String(this.value());
      map[name] = this.value();
    });
    return map;
  }

  value(): unknown {
    const first = this.#take(1).readUInt8();
    const info = first & 31;
    switch (first >> 5) {
      case 0:
        return this.#length(info);
      case 1:
        return -1 - this.#length(info);
      case 2:
        return this.#string(info);
      case 3:
        return this.#string(info).toString('utf8');
      case 4:
        return this.#list(info);
      case 5:
        return this.#map(info);
      case 6: {
        const tag = this.#length(info);
        const value = this.value();
        return tag === 1 ? new Date(Number(value) * 1000) : value;
      }
      default:
        return this.#simple(info);
    }
  }
}

/** IEEE 754 binary16, as RFC 8949 appendix D decodes it. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (fraction + 1024) * 2 ** (exponent - 25);
}

/** Decodes one item; epoch tags become Dates. Throws CborError. */
export const decodeCbor = (bytes: Buffer): unknown => new Reader(bytes).value();
