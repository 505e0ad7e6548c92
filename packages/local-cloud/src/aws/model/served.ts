import { type ServiceModel, type ShapeUse, shapeOf } from './model.ts';

/** Which members of an operation's input mean something here, as dotted paths: `Target` covers what is below it. */
export interface ServedMembers {
  readonly takes: readonly string[];
  /** Members that change nothing: name → why. */
  readonly inert: Readonly<Record<string, string>>;
}

/** Members by name: all of a member is served, or what is named below it. */
type Tree = Map<string, Tree | 'all'>;

const trees = new WeakMap<ServedMembers, Tree>();

function treeOf(served: ServedMembers): Tree {
  const known = trees.get(served);
  if (known) return known;
  const root: Tree = new Map();
  for (const path of [...served.takes, ...Object.keys(served.inert)]) add(root, path.split('.'));
  trees.set(served, root);
  return root;
}

function add(tree: Tree, [name = '', ...rest]: readonly string[]): void {
  const there = tree.get(name);
  if (rest.length === 0) tree.set(name, 'all');
  else if (there !== 'all') {
    const below = there ?? new Map();
    tree.set(name, below);
    add(below, rest);
  }
}

/** Dotted path of the first member that is set and not served; indexes and keys are left out of it. */
export function unservedMember(
  model: ServiceModel,
  use: ShapeUse,
  value: unknown,
  served: ServedMembers,
): string | undefined {
  return unserved(model, use, value, treeOf(served), []);
}

function unserved(
  model: ServiceModel,
  use: ShapeUse,
  value: unknown,
  tree: Tree,
  path: readonly string[],
): string | undefined {
  const { type, members = {}, member, value: mapValue } = shapeOf(model, use);
  if (type !== 'structure') {
    const itemUse = member ?? mapValue;
    const items = itemUse && typeof value === 'object' && value !== null ? Object.values(value) : [];
    return firstOf(items, (item) => unserved(model, itemUse as ShapeUse, item, tree, path));
  }
  const set = Object.entries(value as object).filter(([, item]) => item !== undefined && item !== null);
  return firstOf(set, ([name, item]) => {
    const below = tree.get(name);
    const memberUse = members[name];
    const at = [...path, name];
    if (below === undefined || !memberUse) return at.join('.');
    return below === 'all' ? undefined : unserved(model, memberUse, item, below, at);
  });
}

/** The first that is found. */
function firstOf<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
