const MULTIPLIER = 0x5deece66dn;
const INCREMENT = 0xbn;
const BITS = 48n;
const MASK = (1n << BITS) - 1n;

/** The first `nextDouble` of `java.util.Random` with this seed: its specification, "Class Random", Java SE. */
export function javaRandom(seed: bigint): number {
  let state = (seed ^ MULTIPLIER) & MASK;
  const next = (bits: bigint): bigint => {
    state = (state * MULTIPLIER + INCREMENT) & MASK;
    return state >> (BITS - bits);
  };
  const high = next(26n);
  return Number((high << 27n) + next(27n)) / 2 ** 53;
}
