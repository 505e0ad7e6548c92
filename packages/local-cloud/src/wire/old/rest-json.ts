import type { Shape } from '../../aws/call.ts';
import type { RestRoute } from '../../kernel/legacy.ts';

const template = (path: string): RegExp =>
  new RegExp(`^${path.replace(/\{(\w+)\+\}/g, '(?<$1>.+)').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`);

/** The route that fits, with the values of its path and query merged into the body. */
export function matchRoute(
  routes: readonly RestRoute[],
  method: string,
  path: string,
  query: URLSearchParams,
  body: Shape,
): { operation: string; input: Shape } | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const groups = template(route.path).exec(path)?.groups;
    const matched = groups !== undefined || template(route.path).test(path);
    if (!matched) continue;
    const fromPath = Object.fromEntries(
      Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { operation: route.operation, input: { ...body, ...Object.fromEntries(query), ...fromPath } };
  }
  return undefined;
}
