import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';

/** Bytes that are not what parquet's format says; the message says by what. */
export class Malformed extends Error {}

/** A struct of Thrift's compact protocol, as in a footer or before a page: fields by their ids. */
export class Struct {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.fields = fields;
  }

  has(id: number): boolean {
    return this.fields[`field_${id}`] !== undefined;
  }

  number(id: number, otherwise?: number): number {
    const value = this.fields[`field_${id}`] ?? otherwise;
    if (typeof value !== 'number' && typeof value !== 'bigint') throw lacks(id);
    return Number(value);
  }

  flag(id: number, otherwise?: boolean): boolean {
    const value = this.fields[`field_${id}`] ?? otherwise;
    if (typeof value !== 'boolean') throw lacks(id);
    return value;
  }

  text(id: number): string {
    return decoded(this.fields[`field_${id}`], id);
  }

  texts(id: number): string[] {
    return this.list(id).map((each) => decoded(each, id));
  }

  numbers(id: number): number[] {
    return this.list(id).map(Number);
  }

  struct(id: number): Struct {
    return structOf(this.fields[`field_${id}`], id);
  }

  structs(id: number): Struct[] {
    return this.list(id).map((each) => structOf(each, id));
  }

  /** The id of the only field that a union has; undefined where it has none. */
  get variant(): number | undefined {
    const [name] = Object.keys(this.fields);
    return name === undefined ? undefined : Number(name.slice('field_'.length));
  }

  private list(id: number): unknown[] {
    const value = this.fields[`field_${id}`];
    if (!Array.isArray(value)) throw lacks(id);
    return value;
  }
}

/** Reads the struct at a byte, and says where it ends; throws Malformed. */
export function readStruct(bytes: Uint8Array, at: number): { readonly struct: Struct; readonly end: number } {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: at };
  try {
    return { struct: new Struct(deserializeTCompactProtocol(reader)), end: reader.offset };
  } catch (error) {
    throw new Malformed((error as Error).message);
  }
}

const lacks = (id: number): Malformed => new Malformed(`a struct lacks field ${id}`);

const text = new TextDecoder('utf-8', { fatal: true });

function decoded(value: unknown, id: number): string {
  if (!(value instanceof Uint8Array)) throw lacks(id);
  try {
    return text.decode(value);
  } catch {
    throw new Malformed(`field ${id} of a struct is no UTF-8`);
  }
}

function structOf(value: unknown, id: number): Struct {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) throw lacks(id);
  return new Struct(value as Record<string, unknown>);
}
