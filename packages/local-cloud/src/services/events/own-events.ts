import { isObject } from '../../aws/json.ts';
import { fits } from './pattern/matchers.ts';

/** AWS's own events that are told here, by their source. */
export const OWN_EVENTS: Readonly<Record<string, string>> = {
  'aws.glue': 'Glue Job State Change',
  'aws.states': 'Step Functions Execution Status Change',
  'aws.redshift-data': 'Redshift Data Statement Status Change',
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What an item of a list asks a source to begin with; an empty text where it may begin with anything. */
function beginning(item: unknown): string {
  if (typeof item === 'string') return item;
  const [[name = '', operand] = []] = isObject(item) ? Object.entries(item) : [];
  const text = isObject(operand) ? operand['equals-ignore-case'] : operand;
  return ['prefix', 'wildcard', 'equals-ignore-case'].includes(name) ? String(text).toLowerCase() : '';
}

const isOfAws = (item: unknown): boolean => beginning(item).startsWith('aws.');
const told = (items: readonly unknown[]): [source: string, type: string][] =>
  Object.entries(OWN_EVENTS).filter(([source]) => items.some((item) => fits(item, source)));

/** Events of AWS's own that a pattern waits for and that are never told here; undefined where there are none. */
export function neverTold(pattern: unknown): string | undefined {
  if (!isObject(pattern)) return undefined;
  const [sources, types] = [list(pattern.source), list(pattern['detail-type'])];
  const source = sources.find((item) => isOfAws(item) && told([item]).length === 0);
  if (source !== undefined) return `events of the source ${JSON.stringify(source)}`;
  if (sources.length === 0 || !sources.every(isOfAws)) return undefined;
  const type = types.find((item) => !told(sources).some(([, known]) => fits(item, known)));
  return type === undefined ? undefined : `${JSON.stringify(type)} of ${JSON.stringify(sources)}`;
}
