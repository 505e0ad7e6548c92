import { isObject, type Json, jsonEquals, numberOf } from '../../../../aws/json.ts';
import type { Arguments } from './arguments.ts';

const LONGEST_RANGE = 1000;

export function array(args: Arguments): Json {
  return [...args.values];
}

export function arrayContains(args: Arguments): Json {
  const wanted = args.get(1);
  return args.array(0).some((item) => jsonEquals(item, wanted));
}

export function arrayGetItem(args: Arguments): Json {
  const items = args.array(0);
  const index = args.integer(1);
  const item = index < 0 ? undefined : items[index];
  return item === undefined ? args.fail(`index ${index} is outside an array of ${items.length} items`) : item;
}

export function arrayLength(args: Arguments): Json {
  return args.array(0).length;
}

export function arrayPartition(args: Arguments): Json {
  const items = args.array(0);
  const size = args.integer(1);
  if (size < 1) args.fail(`the chunk size must be a positive number, but it is ${size}`);
  const chunks: Json[] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}

export function arrayRange(args: Arguments): Json {
  const [first, last, step] = [args.integer(0), args.integer(1), args.integer(2)];
  if (step === 0) args.fail('the increment must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > LONGEST_RANGE) args.fail(`the range would have ${length} items; ${LONGEST_RANGE} is the most`);
  return Array.from({ length }, (_, index) => first + index * step);
}

export function arrayUnique(args: Arguments): Json {
  const kept = new Map<string, Json>();
  for (const item of args.array(0)) {
    const text = canonical(item);
    if (!kept.has(text)) kept.set(text, item);
  }
  return [...kept.values()];
}

/** A text that equal values share: to compare each item with each other would take too long. */
function canonical(value: Json): string {
  const number = numberOf(value);
  if (number !== undefined) return String(Number.isInteger(number) ? BigInt(number) : number);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`);
  return `{${members.sort().join()}}`;
}
