import type { Json } from '../../../../aws/json.ts';
import type { Arguments } from './arguments.ts';

const [LEAST, MOST] = [-2_147_483_648, 2_147_483_647];

export function mathAdd(args: Arguments): Json {
  const sum = args.integer(0) + args.integer(1);
  if (sum < LEAST || sum > MOST) args.fail(`${sum} is outside the range of integers (${LEAST} to ${MOST})`);
  return sum;
}

/** From the start (included) to the end (excluded). The same seed gives the same number, though not AWS's. */
export function mathRandom(args: Arguments, random: () => number): Json {
  const [start, end] = [args.integer(0), args.integer(1)];
  if (start >= end) args.fail(`the start ${start} must be less than the end ${end}`);
  const share = args.values.length > 2 ? fromSeed(args.integer(2)) : random();
  return start + Math.floor(share * (end - start));
}

/** One step of mulberry32: a seed is used for one number only. */
function fromSeed(seed: number): number {
  let bits = (seed + 0x6d2b79f5) | 0;
  bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
  return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
}
