import { isObject, type Json, type JsonObject, member } from '../../../../aws/json.ts';
import { passes } from './filter.ts';
import type { Path, Segment, Selector } from './parse.ts';

/** What `$`, `$$` and workflow variables stand for. */
export interface Roots {
  readonly data: Json;
  readonly context: Json;
  readonly variables?: JsonObject;
}

export type Found = { readonly value: Json } | { readonly missing: string };

/** The nodes of a path: one for a definite path, an array for any other. */
export function query(path: Path, roots: Roots): Found {
  return path.definite ? queryOne(path, roots, undefined) : { value: queryAll(path, roots, undefined) };
}

/** Undefined for a variable that nothing was assigned to. */
function rootOf(path: Path, roots: Roots, node: Json | undefined): Json | undefined {
  if (path.root === '@') return node as Json;
  if (path.root === 'variable') return member(roots.variables ?? {}, path.variable as string);
  return path.root === '$$' ? roots.context : roots.data;
}

function queryOne(path: Path, roots: Roots, node: Json | undefined): Found {
  const root = rootOf(path, roots, node);
  if (root === undefined) return { missing: `No value was assigned to the variable $${path.variable}` };
  let value = root;
  let walked = '$';
  for (const [depth, segment] of path.segments.entries()) {
    walked += label(segment.selector);
    const [next] = select(value, segment.selector, roots);
    if (next === undefined) {
      // Jayway's two sentences, as AWS's causes show them: the leaf is missing, or something above it is.
      const leaf = depth === path.segments.length - 1;
      return { missing: leaf ? `No results for path: ${walked}` : `Missing property in path ${walked}` };
    }
    value = next;
  }
  return { value };
}

function queryAll(path: Path, roots: Roots, node: Json | undefined): Json[] {
  const root = rootOf(path, roots, node);
  let nodes = root === undefined ? [] : [root];
  for (const segment of path.segments) nodes = nodes.flatMap((one) => step(one, segment, roots));
  return nodes;
}

function step(node: Json, segment: Segment, roots: Roots): Json[] {
  if (!segment.descendant) return select(node, segment.selector, roots);
  return [
    ...select(node, segment.selector, roots),
    ...children(node).flatMap((child) => step(child, segment, roots)),
  ];
}

function children(node: Json): Json[] {
  if (Array.isArray(node)) return node;
  return isObject(node) ? Object.values(node) : [];
}

function select(node: Json, selector: Selector, roots: Roots): Json[] {
  switch (selector.kind) {
    case 'names':
      if (!isObject(node)) return [];
      return selector.names.map((name) => member(node, name)).filter((value) => value !== undefined);
    case 'indexes':
      if (!Array.isArray(node)) return [];
      return selector.indexes.map((index) => node.at(index)).filter((value) => value !== undefined);
    case 'slice':
      if (!Array.isArray(node)) return [];
      return node.slice(selector.from, selector.to).filter((_, index) => index % (selector.step ?? 1) === 0);
    case 'wildcard':
      return children(node);
    case 'filter':
      return children(node).filter((child) => passes(selector.test, (path) => lookup(path, roots, child)));
  }
}

function lookup(path: Path, roots: Roots, node: Json): Json | undefined {
  if (!path.definite) {
    const nodes = queryAll(path, roots, node);
    return nodes.length > 0 ? nodes : undefined;
  }
  const found = queryOne(path, roots, node);
  return 'value' in found ? found.value : undefined;
}

function label(selector: Selector): string {
  if (selector.kind === 'names') return `['${selector.names[0]}']`;
  return selector.kind === 'indexes' ? `[${selector.indexes[0]}]` : '';
}
