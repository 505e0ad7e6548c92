import { ServiceError } from '../aws/errors.ts';
import {
  membersOf,
  type OperationModel,
  type ServiceModel,
  type ShapeUse,
  shapeOf,
} from '../aws/model/model.ts';
import type { Asked, WireRequest } from './wire.ts';

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  /** Members in the order of the path's groups. */
  readonly names: readonly string[];
  /** What must stand in the query: names, with their values where they choose. */
  readonly literals: readonly (readonly [name: string, value: string])[];
  /** Required members outside of path and body: they tell operations of one address apart. */
  readonly required: readonly ShapeUse[];
}

/** A trailing slash says nothing, unless it is the end of a key. */
function pathOf(template: string): { path: RegExp; names: string[] } {
  const names: string[] = [];
  const parts = template.split(/(\{[^}]+\})/).map((part) => {
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(part) ?? [];
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const pattern = parts.join('').replace(/\/$/, '');
  return { path: new RegExp(`^${pattern}${pattern.endsWith('(.+)') ? '' : '/?'}$`), names };
}

function routeOf(operation: string, method: string, uri: string, required: readonly ShapeUse[]): Route {
  const [template = '', query = ''] = uri.split('?');
  return { operation, method, ...pathOf(template), literals: [...new URLSearchParams(query)], required };
}

function requiredOf(model: ServiceModel, { input }: OperationModel): ShapeUse[] {
  if (!input) return [];
  const shape = shapeOf(model, input);
  const uses = membersOf(shape).filter(([name]) => shape.required?.includes(name));
  return uses
    .map(([, use]) => use)
    .filter(({ location }) => location === 'querystring' || location === 'header');
}

const tables = new WeakMap<ServiceModel, readonly Route[]>();

/** Routes of a service, those that are served first. */
function routesOf(model: ServiceModel): readonly Route[] {
  const known = tables.get(model);
  if (known) return known;
  const served = Object.entries(model.operations).map(([name, operation]) =>
    routeOf(name, operation.http.method, operation.http.requestUri, requiredOf(model, operation)),
  );
  const others = Object.entries(model.others).map(([name, address]) => {
    const [method = '', uri = ''] = address.split(' ');
    return routeOf(name, method, uri, []);
  });
  const routes = [...served, ...others];
  tables.set(model, routes);
  return routes;
}

/** How closely a request is a route's: marks of it that are there, and required ones that are missing. */
function closeness(
  { literals, required }: Route,
  { query, headers }: WireRequest,
): [there: number, missing: number] | undefined {
  const fits = literals.every(([name, value]) =>
    value === '' ? query.has(name) : query.get(name) === value,
  );
  if (!fits) return undefined;
  const there = required.filter(({ location, locationName = '' }) =>
    location === 'header' ? headers[locationName.toLowerCase()] !== undefined : query.has(locationName),
  );
  const marks = literals.length + there.length;
  const missing = required.length - there.length;
  return missing > 0 && marks === 0 ? undefined : [marks, missing];
}

function decoded(text: string, path: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('InvalidURI', `Couldn't parse the specified URI: ${path}`);
  }
}

/** The operation at a request's address; of several, the one that most of the request speaks for. */
export function routed(request: WireRequest, model: ServiceModel): Asked | undefined {
  let best: { route: Route; groups: readonly string[]; there: number; missing: number } | undefined;
  for (const route of routesOf(model)) {
    if (route.method !== request.method) continue;
    const groups = route.path.exec(request.path);
    const close = groups && closeness(route, request);
    if (!groups || !close) continue;
    const [there, missing] = close;
    if (best && (there < best.there || (there === best.there && missing >= best.missing))) continue;
    best = { route, groups: groups.slice(1), there, missing };
  }
  if (!best) return undefined;
  const { route, groups } = best;
  const path = route.names.map((name, index) => [name, decoded(groups[index] ?? '', request.path)]);
  return { operation: route.operation, path: Object.fromEntries(path) as Record<string, string> };
}
