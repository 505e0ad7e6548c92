import type { OperationModel, ServiceModel, ShapeModel, ShapeUse } from '../src/aws/model/model.ts';

/** A model as botocore has it, with more than is wanted here. */
export interface Source {
  readonly metadata: ServiceModel['metadata'];
  readonly operations: Readonly<Record<string, SourceOperation>>;
  readonly shapes: Readonly<Record<string, ShapeModel>>;
}
interface SourceOperation extends Omit<OperationModel, 'errors'> {
  readonly errors?: readonly ShapeUse[];
  readonly deprecated?: boolean;
}

const METADATA = [
  ...['protocol', 'protocols', 'apiVersion', 'serviceId', 'endpointPrefix', 'signingName', 'targetPrefix'],
  ...['jsonVersion', 'xmlNamespace', 'awsQueryCompatible'],
];
const OPERATION = ['http', 'input', 'output'];
const USE = [
  ...['shape', 'location', 'locationName', 'flattened', 'streaming', 'timestampFormat'],
  ...['xmlAttribute', 'xmlNamespace', 'resultWrapper'],
];
const SHAPE = [
  ...['type', 'members', 'required', 'payload', 'union', 'exception', 'fault', 'error', 'member'],
  ...['key', 'value', 'flattened', 'enum', 'min', 'max', 'pattern', 'sensitive', 'streaming', 'locationName'],
  ...['timestampFormat', 'xmlNamespace'],
];

/** Codes that SQS's clients of the query protocol knew, and that botocore's model no longer tells: "Errors", SQS API reference. */
const QUERY_CODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sqs: {
    QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
    QueueNameExists: 'QueueAlreadyExists',
  },
};

const picked = <T extends object>(value: T, names: readonly string[]): T =>
  Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name))) as T;

const trimmedUse = (use: ShapeUse): ShapeUse => picked(use, USE);

function trimmedShape(shape: ShapeModel, code: string | undefined): ShapeModel {
  const { members, member, key, value } = shape;
  return {
    ...picked(shape, SHAPE),
    ...(members && {
      members: Object.fromEntries(Object.entries(members).map(([name, use]) => [name, trimmedUse(use)])),
    }),
    ...(member && { member: trimmedUse(member) }),
    ...(key && { key: trimmedUse(key) }),
    ...(value && { value: trimmedUse(value) }),
    ...(code !== undefined && { error: { ...shape.error, code } }),
  };
}

/** Names of the shapes that shapes lead to, themselves included. */
function reached(shapes: Source['shapes'], names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const shape = shapes[name];
    if (found.has(name)) continue;
    if (!shape) throw new Error(`the model has no shape ${name}`);
    found.add(name);
    const { members = {}, member, key, value } = shape;
    for (const use of [...Object.values(members), member, key, value]) if (use) queue.push(use.shape);
  }
  return found;
}

const trimmedOperation = (operation: SourceOperation): OperationModel => ({
  ...picked(operation, OPERATION),
  ...(operation.input && { input: trimmedUse(operation.input) }),
  ...(operation.output && { output: trimmedUse(operation.output) }),
  errors: (operation.errors ?? []).map(({ shape }) => shape).sort(),
});

/** Addresses of the operations that are not served; deprecated ones share theirs with their successors. */
function othersOf({ metadata, operations }: Source, served: readonly string[]): Record<string, string> {
  if (!metadata.protocol.startsWith('rest-')) return {};
  const others = Object.entries(operations).filter(
    ([name, { deprecated }]) => !served.includes(name) && !deprecated,
  );
  return Object.fromEntries(others.map(([name, { http }]) => [name, `${http.method} ${http.requestUri}`]));
}

/** What a service's model says of the operations that are served; throws on one that the model does not have. */
export function trimmed(
  service: string,
  source: Source,
  served: readonly string[],
  botocore: string,
): ServiceModel {
  const operations = [...served].sort().map((name): [string, OperationModel] => {
    const operation = source.operations[name];
    if (!operation) throw new Error(`botocore's model of ${service} has no operation ${name}`);
    return [name, trimmedOperation(operation)];
  });
  const roots = operations.flatMap(([, { input, output, errors }]) => [
    ...errors,
    ...(input ? [input.shape] : []),
    ...(output ? [output.shape] : []),
  ]);
  const shapes = [...reached(source.shapes, roots)]
    .sort()
    .map((name): [string, ShapeModel] => [
      name,
      trimmedShape(source.shapes[name] as ShapeModel, QUERY_CODES[service]?.[name]),
    ]);
  return {
    botocore,
    metadata: picked(source.metadata, METADATA),
    operations: Object.fromEntries(operations),
    others: othersOf(source, served),
    shapes: Object.fromEntries(shapes),
  };
}

/** JSON with one line for each operation and shape, so that a change of one is a change of one line. */
export function format({ botocore, metadata, operations, others, shapes }: ServiceModel): string {
  const table = (entries: object): string => {
    const lines = Object.entries(entries).map(
      ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
    );
    return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n}`;
  };
  const head = `"botocore":${JSON.stringify(botocore)},\n"metadata":${JSON.stringify(metadata)}`;
  return `{${head},\n"operations":${table(operations)},\n"others":${table(others)},\n"shapes":${table(shapes)}}\n`;
}
