import type { ShapeModel } from './model.ts';

/** A constraint of a value, in AWS's sentence. */
export interface Constraint {
  readonly sentence: string;
  holds(value: unknown): boolean;
}

/** Patterns that take for ever by backtracking → the same in one pass. */
const IN_ONE_PASS: ReadonlyMap<string, string> = new Map([
  [String.raw`^[ \t]*[\x20-\x7E]+([ \t]+[\x20-\x7E]+)*[ \t]*$`, String.raw`\t*[\x20-\x7E][\t\x20-\x7E]*`],
]);

/**
 * A pattern of botocore as JavaScript has it: the whole value must fit, as in the Java of AWS's services. Undefined
 * where JavaScript cannot compile it.
 */
export function compiled(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(`^(?:${IN_ONE_PASS.get(pattern) ?? pattern})$`, flags);
    } catch {
      // Java allows escapes that are errors in JavaScript's stricter mode.
    }
  }
  return undefined;
}

const sizeOf = (value: unknown): number => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return value instanceof Uint8Array ? value.byteLength : Object.keys(value as object).length;
};

/** Smallest and largest value of a number, or length of everything else. */
function bounds({ type, min, max }: ShapeModel): Constraint[] {
  const numeric = ['integer', 'long', 'float', 'double'].includes(type);
  const measure = numeric ? (value: unknown) => value as number : sizeOf;
  const what = numeric ? 'value' : 'length';
  const constraints: Constraint[] = [];
  if (max !== undefined)
    constraints.push({
      sentence: `Member must have ${what} less than or equal to ${max}`,
      holds: (value) => measure(value) <= max,
    });
  if (min !== undefined)
    constraints.push({
      sentence: `Member must have ${what} greater than or equal to ${min}`,
      holds: (value) => measure(value) >= min,
    });
  return constraints;
}

/** What a shape asks of a value of its type. */
export function constraintsOf(shape: ShapeModel): readonly Constraint[] {
  const constraints = bounds(shape);
  const { pattern, enum: values } = shape;
  const regex = pattern === undefined ? undefined : compiled(pattern);
  if (regex)
    constraints.push({
      sentence: `Member must satisfy regular expression pattern: ${pattern}`,
      holds: (value) => regex.test(value as string),
    });
  if (values) {
    const known = new Set<unknown>(values);
    const sentence = `Member must satisfy enum value set: [${values.join(', ')}]`;
    constraints.push({ sentence, holds: (value) => known.has(value) });
  }
  return constraints;
}
