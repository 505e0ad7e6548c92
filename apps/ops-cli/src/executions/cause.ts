/**
 * A cause as a person can read it. Step Functions hands on what the failing service said, as JSON text:
 * a Glue JobRun with ErrorMessage, a Lambda error with errorType and errorMessage, or a nested Error and Cause.
 */
export function readableCause(cause: string | null | undefined): string {
  if (!cause) return '';
  const value = parse(cause);
  if (value === undefined) return cause.trim();
  const nested = value.Cause ?? value.cause;
  if (typeof nested === 'string') return readableCause(nested);
  if (typeof value.ErrorMessage === 'string') return value.ErrorMessage.trim();
  if (typeof value.errorMessage === 'string')
    return typeof value.errorType === 'string' && value.errorType !== 'Error'
      ? `${value.errorType}: ${value.errorMessage.trim()}`
      : value.errorMessage.trim();
  if (typeof value.JobRunState === 'string')
    return `the Glue job ${String(value.JobName ?? '')} ended as ${value.JobRunState}`;
  return cause.trim();
}

function parse(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
