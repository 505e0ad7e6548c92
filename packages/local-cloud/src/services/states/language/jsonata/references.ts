import type { Expression } from 'jsonata';

type Node = Readonly<Record<string, unknown>>;

/** Members of `$states` that an expression reads: `input`, `result`, `errorOutput`, `context`. */
export function statesMembers(expression: Expression): Set<string> {
  const found = new Set<string>();
  walk(expression.ast(), (node) => {
    if (node.type !== 'path') return;
    const [first, second] = node.steps as Node[];
    if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name')
      found.add(String(second.value));
  });
  return found;
}

/**
 * Names that an expression reads from the context item, which Step Functions does not give: `phone`, `$`, `$$`. Only a
 * path's first step is read there; what follows it, and predicates, are read from what the step before gave. Measured on
 * AWS by the tests of floci-io/floci (JsonataTopLevelReferencesTest).
 */
export function contextReferences(expression: Expression): Set<string> {
  const found = new Set<string>();
  collect(expression.ast() as unknown as Node, found);
  return found;
}

const nodes = (value: unknown): Node[] => (Array.isArray(value) ? (value as Node[]) : []);

/** Where the children of a node are that are evaluated in the node's own context. */
const CHILDREN: Readonly<Record<string, (node: Node) => unknown[]>> = {
  path: ({ steps }) => nodes(steps).slice(0, 1),
  unary: ({ expression, expressions, lhs }) => [expression, ...nodes(expressions), ...nodes(lhs).flat()],
  binary: ({ lhs, rhs }) => [lhs, rhs],
  apply: ({ lhs, rhs }) => [lhs, rhs],
  function: ({ procedure, arguments: given }) => [procedure, ...nodes(given)],
  partial: ({ procedure, arguments: given }) => [procedure, ...nodes(given)],
  lambda: ({ body }) => [body],
  condition: ({ condition, then: yes, else: no }) => [condition, yes, no],
  block: ({ expressions }) => nodes(expressions),
  bind: ({ rhs }) => [rhs],
};

function collect(node: Node | undefined, found: Set<string>): void {
  if (!node || typeof node.type !== 'string') return;
  if (node.type === 'name') found.add(String(node.value));
  if (node.type === 'variable' && node.value === '') found.add('$');
  if (node.type === 'variable' && node.value === '$') found.add('$$');
  for (const child of CHILDREN[node.type]?.(node) ?? []) collect(child as Node | undefined, found);
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit);
    return;
  }
  visit(node as Node);
  for (const child of Object.values(node)) walk(child, visit);
}
