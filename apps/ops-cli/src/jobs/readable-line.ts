/** Longest value that a line shows. */
const LONGEST = 120;

/**
 * A log line as a person reads it while a run goes on: `{"event": "checked", "rows": 1}` as `checked  rows 1`.
 * Undefined for metric lines, which CloudWatch reads. `ops logs` prints every line as it is.
 */
export function readableLine(message: string): string | undefined {
  const value = parse(message);
  if (value === undefined) return message;
  if ('_aws' in value) return undefined;
  const { event, ...fields } = value;
  if (typeof event !== 'string') return message;
  return [event, ...Object.entries(fields).map(([name, field]) => `${name} ${shown(field)}`)].join('  ');
}

function parse(message: string): Record<string, unknown> | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function shown(field: unknown): string {
  const text = typeof field === 'string' ? field : JSON.stringify(field);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
