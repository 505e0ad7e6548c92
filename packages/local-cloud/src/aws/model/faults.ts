import { type Constraint, constraintsOf } from './constraints.ts';
import { membersOf, type ServiceModel, type ShapeModel, type ShapeUse, shapeOf } from './model.ts';

/** What is wrong with a value, and where: `type` what cannot be read at all, `missing` and `constraint` what AWS validates. */
export interface Fault {
  readonly kind: 'type' | 'unknown' | 'missing' | 'constraint';
  readonly path: readonly string[];
  readonly sentence: string;
  /** The value, where it may be shown. */
  readonly value?: string;
}

/** Finds the faults of a value that is there. */
export type Check = (value: unknown) => readonly Fault[];

const NONE: readonly Fault[] = [];

const isInteger = (value: unknown): boolean =>
  Number.isInteger(value) && Math.abs(value as number) <= 2 ** 31 && value !== 2 ** 31;
const isLong = (value: unknown): boolean =>
  Number.isSafeInteger(value) || (typeof value === 'bigint' && BigInt.asIntN(64, value) === value);
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isObject = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof Uint8Array);

/** A stream stands for its bytes. */
const isBytes = (value: unknown): boolean =>
  value instanceof Uint8Array ||
  (typeof value === 'object' && value !== null && Symbol.asyncIterator in value);

type Type = readonly [name: string, is: (value: unknown) => boolean];
const TYPES: Readonly<Record<ShapeModel['type'], Type>> = {
  structure: ['structure', isObject],
  map: ['map', isObject],
  list: ['list', Array.isArray],
  string: ['String', (value) => typeof value === 'string'],
  boolean: ['Boolean', (value) => typeof value === 'boolean'],
  integer: ['Integer', isInteger],
  long: ['Long', isLong],
  float: ['Float', isNumber],
  double: ['Double', isNumber],
  timestamp: ['Timestamp', (value) => value instanceof Date && !Number.isNaN(value.getTime())],
  blob: ['Blob', isBytes],
};

/** A value as AWS's readers call it: `NUMBER_VALUE can not be converted to a String`. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'LIST_VALUE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  if (typeof value === 'bigint') return 'NUMBER_VALUE';
  return typeof value === 'object' ? 'STRUCTURE_VALUE' : `${typeof value}_VALUE`.toUpperCase();
}

const typeFault = (value: unknown, name: string): Fault => ({
  kind: 'type',
  path: [],
  sentence: `${kindOf(value)} can not be converted to ${/^[AEIOU]/i.test(name) ? 'an' : 'a'} ${name}`,
});

const below = (step: readonly string[], faults: readonly Fault[]): Fault[] =>
  faults.map((fault) => ({ ...fault, path: [...step, ...fault.path] }));

/** A value as the sentences show it: Java shows lists and maps in a form of its own, which is left out. */
const shown = (value: unknown, { sensitive }: ShapeModel): { value?: string } =>
  sensitive || (typeof value === 'object' && value !== null) ? {} : { value: String(value) };

function constraintFaults(
  constraints: readonly Constraint[],
  shape: ShapeModel,
  value: unknown,
): readonly Fault[] {
  const broken = constraints.filter((constraint) => !constraint.holds(value));
  return broken.map(({ sentence }) => ({ kind: 'constraint', path: [], sentence, ...shown(value, shape) }));
}

/** A scalar item is told of with all that is asked of it, at the list or map that holds it. */
function asItem(faults: readonly Fault[], what: string, shape: ShapeModel): readonly Fault[] {
  if (!faults.some(({ kind }) => kind === 'constraint')) return faults;
  const all = constraintsOf(shape).map(({ sentence }) => sentence);
  return [{ kind: 'constraint', path: [], sentence: `${what} must satisfy constraint: [${all.join(', ')}]` }];
}

const isScalar = ({ type }: ShapeModel): boolean => !['structure', 'list', 'map'].includes(type);

function itemFaults(
  check: Check,
  shape: ShapeModel,
  item: unknown,
  what: string,
  step: readonly string[],
): readonly Fault[] {
  if (item === null || item === undefined)
    return [{ kind: 'missing', path: step, sentence: 'Member must not be null' }];
  const faults = check(item);
  if (faults.length === 0) return NONE;
  const [first] = faults;
  return isScalar(shape) && first?.kind === 'constraint' ? asItem(faults, what, shape) : below(step, faults);
}

function listCheck(model: ServiceModel, use: ShapeUse): Check {
  const shape = shapeOf(model, use);
  const check = checkOf(model, use);
  return (value) =>
    (value as unknown[]).flatMap((item, index) =>
      itemFaults(check, shape, item, 'Member', [String(index + 1), 'member']),
    );
}

function mapCheck(model: ServiceModel, keyUse: ShapeUse, valueUse: ShapeUse): Check {
  const [keyShape, valueShape] = [shapeOf(model, keyUse), shapeOf(model, valueUse)];
  const [keyCheck, valueCheck] = [checkOf(model, keyUse), checkOf(model, valueUse)];
  return (value) =>
    Object.entries(value as object).flatMap(([key, item]) => [
      ...itemFaults(keyCheck, keyShape, key, 'Map keys', [key]),
      ...itemFaults(valueCheck, valueShape, item, 'Map value', [key, 'member']),
    ]);
}

function structureCheck(model: ServiceModel, shape: ShapeModel): Check {
  const members = new Map(membersOf(shape).map(([name, use]) => [name, lazily(() => checkOf(model, use))]));
  const { required = [], union } = shape;
  return (value) => {
    const faults: Fault[] = [];
    const set = Object.entries(value as object).filter(([, item]) => item !== undefined && item !== null);
    for (const [name, item] of set) {
      const check = members.get(name);
      if (!check) faults.push(unknownMember(name, members));
      else {
        const found = check(item);
        if (found.length > 0) faults.push(...below([name], found));
      }
    }
    for (const name of required)
      if (!set.some(([key]) => key === name))
        faults.push({ kind: 'missing', path: [name], sentence: 'Member must not be null' });
    if (union && set.length !== 1)
      faults.push({
        kind: 'type',
        path: [],
        sentence: `exactly one of ${[...members.keys()].join(', ')} must be set`,
      });
    return faults;
  };
}

const unknownMember = (name: string, members: ReadonlyMap<string, unknown>): Fault => ({
  kind: 'unknown',
  path: [name],
  sentence: `there is no such member, only ${[...members.keys()].join(', ')}`,
});

/** Shapes hold each other in circles: a check is made when it is needed. */
function lazily(make: () => Check): Check {
  let made: Check | undefined;
  return (value) => {
    made ??= make();
    return made(value);
  };
}

function contentCheck(model: ServiceModel, shape: ShapeModel): Check {
  if (shape.type === 'structure') return structureCheck(model, shape);
  if (shape.type === 'list' && shape.member) return listCheck(model, shape.member);
  if (shape.type === 'map' && shape.key && shape.value) return mapCheck(model, shape.key, shape.value);
  return () => NONE;
}

const checks = new WeakMap<ShapeModel, Check>();

/** The check of a shape, made once. */
export function checkOf(model: ServiceModel, use: Pick<ShapeUse, 'shape'>): Check {
  const shape = shapeOf(model, use);
  const known = checks.get(shape);
  if (known) return known;
  const [name, is] = TYPES[shape.type];
  const constraints = constraintsOf(shape);
  const content = lazily(() => contentCheck(model, shape));
  const check: Check = (value) => {
    if (!is(value)) return [typeFault(value, name)];
    const inside = content(value);
    return constraints.length === 0 ? inside : [...constraintFaults(constraints, shape, value), ...inside];
  };
  checks.set(shape, check);
  return check;
}
