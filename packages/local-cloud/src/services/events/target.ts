/** A target of a rule, as a template writes it. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
}

const KNOWN = new Set([
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'InputTransformer',
  'SqsParameters',
  'RetryPolicy',
  'DeadLetterConfig', // about failed deliveries, which are told in the log
]);

/** A member of a target that would have to be ignored. */
export const unknownMember = (target: object): string | undefined =>
  Object.keys(target).find((name) => !KNOWN.has(name));

/** Value at a path like `$.detail.status`; undefined where there is none. */
function at(event: unknown, path: string): unknown {
  const names = path
    .replace(/^\$\.?/, '')
    .split('.')
    .filter(Boolean);
  return names.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    event,
  );
}

/**
 * A template's `<name>`: text inside a string, JSON where it stands alone.
 * "Amazon EventBridge input transformation", EventBridge user guide.
 */
function transformed(
  { InputPathsMap = {}, InputTemplate }: NonNullable<Target['InputTransformer']>,
  event: object,
): string {
  const values = new Map(Object.entries(InputPathsMap).map(([name, path]) => [name, at(event, path)]));
  values.set('aws.events.event.json', event);
  let inString = false;
  const parts = InputTemplate.split(/(<[\w.-]+>|\\.|")/);
  const filled = parts.map((part) => {
    if (part === '"') inString = !inString;
    const name = /^<([\w.-]+)>$/.exec(part)?.[1];
    if (name === undefined || !values.has(name)) return part;
    const value = values.get(name);
    if (!inString) return JSON.stringify(value ?? '');
    const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
  return filled.join('');
}

/** The text that a target gets of an event. */
export function inputOf(target: Target, event: object): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(at(event, target.InputPath) ?? null);
  if (!target.InputTransformer) return JSON.stringify(event);
  const text = transformed(target.InputTransformer, event);
  // A template that is one JSON string arrives as its text at queues and topics.
  return /^\s*"[\s\S]*"\s*$/.test(text) ? textOf(text) : text;
}

function textOf(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : json;
  } catch {
    return json;
  }
}
