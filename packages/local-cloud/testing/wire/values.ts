import fc from 'fast-check';
import type { Shape } from '../../src/aws/call.ts';
import {
  membersOf,
  type ServiceModel,
  type ShapeModel,
  type ShapeUse,
  shapeOf,
} from '../../src/aws/model/model.ts';

const DEEPEST = 4;

const inBody = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom('<&>"\'', ' a  b ', 'a\nb', '__proto__', 'constructor', 'a+b=c&d%20', '🚕', ']]>'),
);
const inAddress = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_'), minLength: 1, maxLength: 8 });
const mapKeys = fc.oneof(inAddress, fc.constantFrom('__proto__', 'constructor', 'toString', 'a.b', 'ä/ö'));
/** Whole seconds: HTTP dates have no more. */
const dates = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));

/** Members with which the SDK does something of its own: it hashes keys, checks labels, knows a number as text, renames. */
const NEVER = [
  'ChecksumAlgorithm',
  'ChecksumMode',
  'Expires',
  'SSECustomerKey',
  'CopySourceSSECustomerKey',
  'EndpointId',
  'NextPartNumberMarker',
  'PartNumberMarker',
];
/** Without these the SDK takes a copy for failed, and botocore a policy for an empty one. */
const ALWAYS = ['CopyObjectResult', 'CopyPartResult', 'ETag', 'Policy'];

function scalars(shape: ShapeModel, use: ShapeUse): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return use.location === 'statusCode' ? fc.integer({ min: 200, max: 299 }) : fc.integer();
    case 'long':
      return fc.maxSafeInteger();
    case 'float':
    case 'double':
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
    case 'timestamp':
      return dates;
    case 'blob':
      return fc.uint8Array({ minLength: 1, maxLength: 8 });
    default:
      if (shape.enum) return fc.constantFrom(...shape.enum);
      return use.location ? inAddress : inBody;
  }
}

function structures(model: ServiceModel, shape: ShapeModel, depth: number): fc.Arbitrary<Shape> {
  const members = membersOf(shape);
  if (shape.union)
    return fc.oneof(...members.map(([name, use]) => fc.record({ [name]: values(model, use, depth + 1) })));
  const names = members.map(([name]) => name).filter((name) => !NEVER.includes(name));
  const required = names.filter((name) => shape.required?.includes(name) || ALWAYS.includes(name));
  const wanted = members.filter(([name]) => (depth < DEEPEST ? names : required).includes(name));
  const fields = wanted.map(([name, use]) => [name, values(model, use, depth + 1)]);
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: required,
  });
}

function values(model: ServiceModel, use: ShapeUse, depth: number): fc.Arbitrary<unknown> {
  const shape = shapeOf(model, use);
  const size = { minLength: 1, maxLength: 2 };
  if (shape.type === 'structure') {
    const structure = structures(model, shape, depth);
    // A form has no structure without members.
    const isForm = model.metadata.protocol === 'query' && depth > 0 && depth < DEEPEST;
    return isForm ? structure.filter((value) => Object.keys(value).length > 0) : structure;
  }
  if (shape.type === 'list') return fc.array(values(model, shape.member as ShapeUse, depth + 1), size);
  if (shape.type !== 'map') return scalars(shape, use);
  const { enum: names } = shapeOf(model, shape.key as ShapeUse);
  const key = use.location
    ? inAddress.map((name) => name.toLowerCase())
    : names
      ? fc.constantFrom(...names)
      : mapKeys;
  const value = values(
    model,
    { ...(shape.value as ShapeUse), ...(use.location && { location: use.location }) },
    depth + 1,
  );
  return fc
    .uniqueArray(fc.tuple(key, value), { ...size, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries));
}

/** Inputs and outputs of an operation, of the model's types and otherwise of any value. */
export const valuesOf = (model: ServiceModel, use: ShapeUse): fc.Arbitrary<Shape> =>
  values(model, use, 0) as fc.Arbitrary<Shape>;
