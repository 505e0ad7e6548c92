import { isObject } from '../../../aws/json.ts';
import { WrittenNumber } from '../../../aws/written-number.ts';
import { fits } from './matchers.ts';

/** The element that is looked at, of each array on the way to a leaf. */
type Place = ReadonlyMap<unknown, number>;

interface Leaf {
  readonly path: string;
  readonly value: unknown;
  readonly place: Place;
}

/** The leaves of one path: of large arrays those of one element are found without a look at the others. */
class Leaves {
  readonly #all: readonly Leaf[];
  /** The array that the path enters first. */
  readonly #array: unknown;
  readonly #byElement: ReadonlyMap<number | undefined, readonly Leaf[]>;

  constructor(leaves: readonly Leaf[]) {
    this.#all = leaves;
    [this.#array] = leaves[0]?.place.keys() ?? [];
    this.#byElement = Map.groupBy(leaves, ({ place }) => place.get(this.#array));
  }

  /** The arrays that the path leads through. */
  get arrays(): ReadonlySet<unknown> {
    return new Set(this.#all.flatMap(({ place }) => [...place.keys()]));
  }

  /** Those that may lie in the elements of a place, and maybe others. */
  near(place: Place): readonly Leaf[] {
    if (!place.has(this.#array)) return this.#all;
    const inside = this.#byElement.get(place.get(this.#array)) ?? [];
    return [...inside, ...(this.#byElement.get(undefined) ?? [])];
  }
}

const NOWHERE: Place = new Map();

/** Every leaf of an event; the names on its path are joined by dots, arrays add nothing to it. */
function* leavesOf(value: unknown, path: string, place: Place): Generator<Leaf> {
  if (Array.isArray(value))
    for (const [index, item] of value.entries())
      yield* leavesOf(item, path, isLeaf(item) ? place : new Map(place).set(value, index));
  else if (isLeaf(value)) yield { path, value, place };
  else
    for (const [name, item] of Object.entries(value as object))
      yield* leavesOf(item, path === '' ? name : `${path}.${name}`, place);
}

const isLeaf = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || value instanceof WrittenNumber;

/** Two places together; undefined where they are different elements of one array. */
function together(one: Place, other: Place): Place | undefined {
  for (const [array, index] of other) if (one.has(array) && one.get(array) !== index) return undefined;
  return other.size === 0 ? one : new Map([...one, ...other]);
}

/** A path of a pattern, and the list that a leaf there must fit an item of. */
type Condition = readonly [path: string, items: readonly unknown[]];

function conditionsOf(pattern: unknown, path = ''): Condition[] {
  if (!isObject(pattern)) return [];
  return Object.entries(pattern).flatMap(([name, wanted]) => {
    const below = path === '' ? name : `${path}.${name}`;
    return Array.isArray(wanted) ? [[below, wanted] as const] : conditionsOf(wanted, below);
  });
}

const asksAbsence = (item: unknown): boolean => isObject(item) && item.exists === false;

/** The search for elements in which all conditions hold. What failed once is not tried again: that would take for ever. */
class Search {
  readonly #conditions: readonly Condition[];
  readonly #leaves: ReadonlyMap<string, Leaves>;
  /** By condition: the arrays that it and those behind it reach into. */
  readonly #arrays: readonly ReadonlySet<unknown>[];
  readonly #ids = new Map<unknown, number>();
  readonly #failed = new Set<string>();

  constructor(conditions: readonly Condition[], leaves: ReadonlyMap<string, Leaves>) {
    this.#conditions = conditions;
    this.#leaves = leaves;
    const arrays = conditions.map(([path]) => leaves.get(path)?.arrays ?? new Set<unknown>());
    this.#arrays = arrays.map((_, index) => new Set(arrays.slice(index).flatMap((some) => [...some])));
  }

  /** Whether the conditions from this one on hold, all of them in the same element of each array. */
  holds(place: Place = NOWHERE, at = 0): boolean {
    const condition = this.#conditions[at];
    if (condition === undefined) return true;
    const id = this.#idOf(place, at);
    if (this.#failed.has(id)) return false;
    const found = this.#found(condition, place, at);
    if (!found) this.#failed.add(id);
    return found;
  }

  #found([path, items]: Condition, place: Place, at: number): boolean {
    const reachable = (this.#leaves.get(path)?.near(place) ?? []).flatMap((leaf) => {
      const both = together(place, leaf.place);
      return both === undefined ? [] : [{ ...leaf, place: both }];
    });
    return items.some((item) =>
      asksAbsence(item)
        ? reachable.length === 0 && this.holds(place, at + 1)
        : reachable.some((leaf) => fits(item, leaf.value) && this.holds(leaf.place, at + 1)),
    );
  }

  /** What of a place matters from a condition on. */
  #idOf(place: Place, at: number): string {
    const elements = [...place].filter(([array]) => this.#arrays[at]?.has(array));
    return [at, ...elements.map(([array, index]) => `${this.#numberOf(array)}:${index}`).sort()].join();
  }

  #numberOf(array: unknown): number {
    const number = this.#ids.get(array) ?? this.#ids.size;
    this.#ids.set(array, number);
    return number;
  }
}

/**
 * Whether an event fits a pattern: at each path of the pattern a leaf must fit an item of its list. Paths that lead through
 * an array must all fit within one of its elements ("JSON array matching", README of EventBridge's event-ruler).
 */
export function matches(pattern: unknown, event: unknown): boolean {
  const byPath = Map.groupBy(leavesOf(event, '', NOWHERE), ({ path }) => path);
  const leaves = new Map([...byPath].map(([path, some]) => [path, new Leaves(some)]));
  const conditions = conditionsOf(pattern).sort(([a], [b]) => (a < b ? -1 : 1));
  return isObject(pattern) && new Search(conditions, leaves).holds();
}
