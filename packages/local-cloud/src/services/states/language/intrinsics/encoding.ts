import { createHash } from 'node:crypto';
import { isObject, type Json, parseJson } from '../../../../aws/json.ts';
import type { Arguments } from './arguments.ts';

const LONGEST_TEXT = 10_000;
const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

export function base64Encode(args: Arguments): Json {
  return Buffer.from(args.string(0, LONGEST_TEXT)).toString('base64');
}

export function base64Decode(args: Arguments): Json {
  const text = args.string(0, LONGEST_TEXT);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) args.fail(`'${text}' is not Base64`);
  return Buffer.from(text, 'base64').toString();
}

export function hash(args: Arguments): Json {
  const value = args.get(0);
  const data = typeof value === 'string' ? value : JSON.stringify(value);
  if (data.length > LONGEST_TEXT) args.fail(`the data is longer than ${LONGEST_TEXT} characters`);
  const algorithm = ALGORITHMS[args.string(1)];
  if (!algorithm) args.fail(`'${args.string(1)}' is none of ${Object.keys(ALGORITHMS).join(', ')}`);
  return createHash(algorithm).update(data).digest('hex');
}

/** Blank text gives null, as recorded on AWS. */
export function stringToJson(args: Arguments): Json {
  const text = args.string(0).trim();
  if (text === '') return null;
  try {
    const value = parseJson(text);
    return value === 0 ? 0 : value;
  } catch {
    return args.fail(`'${text}' is not JSON`);
  }
}

export function jsonToString(args: Arguments): Json {
  return JSON.stringify(args.get(0));
}

export function jsonMerge(args: Arguments): Json {
  const [first, second] = [args.get(0), args.get(1)];
  if (!isObject(first) || !isObject(second)) return args.fail('the first two arguments must be objects');
  if (args.get(2) !== false)
    args.fail('only the shallow mode is supported: the third argument must be false');
  return { ...first, ...second };
}
