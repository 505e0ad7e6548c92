import { createHash } from 'node:crypto';
import { type Json, parseJson } from '../../../../aws/json.ts';
import { LimitFault, LONGEST_RANGE } from './guard.ts';
import { javaRandom } from './java-random.ts';
import { forJsonata } from './numbers.ts';

/** Chance as an evaluation has it: it asks its execution. */
interface Drawn {
  random(): Promise<number>;
  uuid(): Promise<string>;
}

/** Developer guide, "JSONata functions provided by Step Functions"; they stand for the intrinsic functions of JSONPath. */
export function functionsOf(chance: Drawn): Readonly<Record<string, unknown>> {
  return {
    partition: (array: Json[], size: number) => partition(array, size),
    range: (first: number, last: number, step: number) => range(first, last, step),
    hash: (data: string, algorithm: string) => hash(data, algorithm),
    random: (seed?: number) => (seed === undefined ? chance.random() : seeded(seed)),
    uuid: () => chance.uuid(),
    parse: (text: string) => parse(text),
    // The guide: $eval of JSONata is not available, $parse is.
    eval: undefined,
  };
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function partition(array: Json[] | undefined, size: number): Json[] | undefined {
  if (array === undefined) return undefined;
  const items = Array.isArray(array) ? [...array] : [array];
  if (!Number.isInteger(size) || size < 1)
    throw new Error(`$partition: the size must be a positive integer, but it is ${JSON.stringify(size)}`);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Recorded on AWS: a range of one item is that item, as any sequence of JSONata's. */
function range(first: number, last: number, step: number): number[] | number {
  const numbers = [first, last, step];
  if (!numbers.every((value) => typeof value === 'number') || step === 0)
    throw new Error(
      `$range: three numbers are needed, the last not 0, but they are ${JSON.stringify(numbers)}`,
    );
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > LONGEST_RANGE) throw LimitFault.memory();
  const items = Array.from({ length }, (_, index) => first + index * step);
  return items.length === 1 ? (items[0] as number) : items;
}

function hash(data: unknown, algorithm: string): string {
  const known = Object.hasOwn(ALGORITHMS, String(algorithm)) ? ALGORITHMS[algorithm] : undefined;
  if (typeof data !== 'string' || known === undefined) {
    const names = Object.keys(ALGORITHMS).join(', ');
    throw new Error(
      `$hash: a string and one of ${names} are needed, but they are ${JSON.stringify([data, algorithm])}`,
    );
  }
  return createHash(known).update(data).digest('hex');
}

function parse(text: unknown): Json | undefined {
  if (text === undefined) return undefined;
  if (typeof text !== 'string')
    throw new Error(`$parse: a string is needed, but it is ${JSON.stringify(text)}`);
  const value = forJsonata(parseJson(text));
  return Object.is(value, -0) ? 0 : value;
}

/** AWS draws from Java's generator, as measured there: floci-io/floci, issue 2662. */
function seeded(seed: unknown): number {
  if (typeof seed !== 'number' || !Number.isInteger(seed))
    throw new Error(`$random: the seed must be an integer, but it is ${JSON.stringify(seed)}`);
  return javaRandom(BigInt(seed));
}
