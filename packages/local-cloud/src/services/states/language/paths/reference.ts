import { isObject, type Json, member } from '../../../../aws/json.ts';
import { EvaluationFault, SyntaxFault } from '../faults.ts';
import { type Path, parsePath, type Selector } from './parse.ts';

/** A reference path names one node: no `@ .. , : ? *` (Amazon States Language, "Reference Paths"). */
export function parseReferencePath(source: string): Path {
  const path = parsePath(source);
  if (!path.definite)
    throw new SyntaxFault(`'${source}' is not a reference path: it must name a single node`);
  return path;
}

/** A ResultPath names a place in the state's input: neither a variable nor the context object. */
export function parseResultPath(source: string): Path {
  const path = parseReferencePath(source);
  if (path.root !== '$') throw new SyntaxFault(`'${source}' is no place in the state's input`);
  return path;
}

/** ResultPath: `value` put at the path of `document`, with what is missing on the way created. */
export function writeAt(document: Json, path: Path, value: Json): Json {
  return place(
    document,
    path.segments.map((segment) => segment.selector),
    value,
    path.source,
  );
}

function place(node: Json | undefined, way: readonly Selector[], value: Json, source: string): Json {
  const [here, ...rest] = way;
  if (!here) return value;
  if (here.kind === 'names') {
    const name = here.names[0] as string;
    if (node !== undefined && !isObject(node)) return refuse(source, node);
    const object = node ?? {};
    return { ...object, [name]: place(member(object, name), rest, value, source) };
  }
  const index = here.kind === 'indexes' ? (here.indexes[0] as number) : -1;
  if (!Array.isArray(node) || index < 0 || index >= node.length) return refuse(source, node);
  return node.with(index, place(node[index], rest, value, source));
}

function refuse(source: string, node: Json | undefined): never {
  throw new EvaluationFault(
    'States.ResultPathMatchFailure',
    `Unable to apply ReferencePath ${source} to input ${JSON.stringify(node)}`,
  );
}
