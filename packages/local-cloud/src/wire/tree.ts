import { type ServiceModel, type ShapeModel, type ShapeUse, shapeOf } from '../aws/model/model.ts';
import { record } from '../aws/record.ts';
import { membersInJson } from './names.ts';

/** Turns a scalar of the API into that of a wire, or back. */
export type Scalar = (use: ShapeUse, shape: ShapeModel, value: unknown) => unknown;

/** Entries of what JSON and CBOR have for structures and maps; undefined of anything else, as a Date. */
function entriesOf(value: unknown): [string, unknown][] | undefined {
  if (value instanceof Map) return [...value] as [string, unknown][];
  const isParsed =
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isParsed ? Object.entries(value) : undefined;
}

const isSet = ([, value]: [string, unknown]): boolean => value !== null && value !== undefined;

/**
 * The API's value of a tree of JSON or CBOR. What does not fit the model stays as it is; `null` is absence.
 * Objects have no prototype, so that `__proto__` is a name like any other.
 */
export function decodeTree(model: ServiceModel, use: ShapeUse, value: unknown, scalar: Scalar): unknown {
  const shape = shapeOf(model, use);
  if (shape.type === 'list')
    return Array.isArray(value)
      ? value.map((item) => decodeTree(model, shape.member as ShapeUse, item, scalar))
      : value;
  if (shape.type !== 'structure' && shape.type !== 'map') return scalar(use, shape, value);
  const entries = entriesOf(value);
  if (!entries) return value;
  const names = shape.type === 'structure' ? membersInJson(model, shape) : undefined;
  return record(
    entries
      .filter((entry) => !names || isSet(entry))
      .map(([key, item]) => {
        const member = names?.get(key);
        const itemUse = names ? member?.use : shape.value;
        return [member?.name ?? key, itemUse ? decodeTree(model, itemUse, item, scalar) : item];
      }),
  );
}

/** The tree of an API's value; throws on what the model does not have, since clients would not see it. */
export function encodeTree(model: ServiceModel, use: ShapeUse, value: unknown, scalar: Scalar): unknown {
  const shape = shapeOf(model, use);
  if (shape.type === 'list' && Array.isArray(value))
    return value.map((item) => encodeTree(model, shape.member as ShapeUse, item, scalar));
  if (shape.type !== 'structure' && shape.type !== 'map') return scalar(use, shape, value);
  if (typeof value !== 'object' || value === null)
    throw new Error(`the answer has ${String(value)} for a ${use.shape}`);
  const { members = {} } = shape;
  const entries = Object.entries(value).filter(isSet);
  return Object.fromEntries(
    entries.map(([key, item]) => {
      const itemUse = shape.type === 'map' ? shape.value : memberUse(members, use.shape, key);
      const name = shape.type === 'map' ? key : (itemUse?.locationName ?? key);
      return [name, encodeTree(model, itemUse as ShapeUse, item, scalar)];
    }),
  );
}

/** A member of an output; throws on one that AWS does not know. */
export function memberUse(
  members: Readonly<Record<string, ShapeUse>>,
  shape: string,
  name: string,
): ShapeUse {
  const use = Object.hasOwn(members, name) ? members[name] : undefined;
  if (!use) throw new Error(`the answer has a member ${name}, which AWS's ${shape} has not`);
  return use;
}
