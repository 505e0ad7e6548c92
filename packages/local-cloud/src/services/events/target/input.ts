import type { Shape } from '../../../aws/call.ts';
import { valueAt } from './json-path.ts';
import type { Target } from './target.ts';

/** What a target gets is made of: an event, the rule that it fits, and when it came in. */
export interface Occasion {
  readonly event: Shape;
  readonly rule: { readonly name: string; readonly arn: string };
  readonly ingestedAt: string;
}

/** "Predefined variables" of "Amazon EventBridge input transformation", EventBridge user guide. */
const PREDEFINED = new Map<string, (occasion: Occasion) => unknown>([
  ['aws.events.rule-arn', ({ rule }) => rule.arn],
  ['aws.events.rule-name', ({ rule }) => rule.name],
  ['aws.events.event.ingestion-time', ({ ingestedAt }) => ingestedAt],
  ['aws.events.event', ({ event }) => withoutDetail(event)],
  ['aws.events.event.json', ({ event }) => event],
]);

/** As EventBridge writes it, which calls the type `detailType` here. */
const withoutDetail = ({ 'detail-type': detailType, ...event }: Shape): Shape => ({
  id: event.id,
  account: event.account,
  detailType,
  time: event.time,
  source: event.source,
  region: event.region,
  resources: event.resources,
  version: event.version,
});

const VARIABLE = /<([^<>]*)>/g;

/** A variable of a template that has no value anywhere. */
export const unknownVariable = (
  template: string,
  paths: Readonly<Record<string, string>>,
): string | undefined =>
  [...template.matchAll(VARIABLE)]
    .map(([, name = '']) => name)
    .find((name) => !Object.hasOwn(paths, name) && !PREDEFINED.has(name));

/** A name that a target may not give to a path. */
export const reserved = (paths: Readonly<Record<string, string>>): string | undefined =>
  Object.keys(paths).find((name) => PREDEFINED.has(name));

/** A value within a string: texts as they are; of objects and lists in a template that is text, all but the quotes. */
function withinString(value: unknown, templateIsText: boolean): string {
  if (typeof value === 'string') return JSON.stringify(value).slice(1, -1);
  const text = JSON.stringify(value) ?? '';
  return templateIsText ? text.replaceAll('"', '') : text;
}

function transformed(
  { InputPathsMap = {}, InputTemplate }: NonNullable<Target['InputTransformer']>,
  occasion: Occasion,
): string {
  const templateIsText = InputTemplate.trimStart().startsWith('"');
  const valueNamed = (name: string): unknown =>
    PREDEFINED.get(name)?.(occasion) ??
    valueAt(occasion.event, Object.hasOwn(InputPathsMap, name) ? (InputPathsMap[name] ?? '') : '');
  let inString = false;
  const filled = InputTemplate.split(/(<[^<>]*>|\\.|")/).map((part) => {
    if (part === '"') inString = !inString;
    const [, name] = /^<(.*)>$/s.exec(part) ?? [];
    if (name === undefined) return part;
    const value = valueNamed(name);
    return inString ? withinString(value, templateIsText) : JSON.stringify(value ?? '');
  });
  return templateIsText ? filled.join('') : checked(filled.join(''));
}

/** EventBridge does not deliver what is no JSON, such as an object within a string. */
function checked(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    throw new Error(`the input template made no JSON of the event (${(error as Error).message}): ${text}`);
  }
  return text;
}

/** The text that a target gets of an event. */
export function inputOf(target: Target, occasion: Occasion): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputTransformer) return transformed(target.InputTransformer, occasion);
  if (target.InputPath === undefined) return JSON.stringify(occasion.event);
  return JSON.stringify(valueAt(occasion.event, target.InputPath) ?? null);
}
