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
  if (typeof value.ErrorMessage === 'string') return sentenceOf(value.ErrorMessage);
  if (typeof value.errorMessage === 'string')
    return typeof value.errorType === 'string' && value.errorType !== 'Error'
      ? `${value.errorType}: ${value.errorMessage.trim()}`
      : value.errorMessage.trim();
  if (typeof value.JobRunState === 'string')
    return `the Glue job ${String(value.JobName ?? '')} ended as ${value.JobRunState}`;
  return cause.trim();
}

/** Of a job's message what follows the last frame of a traceback, without the frames of a Java exception. */
const sentenceOf = (message: string): string =>
  message
    .replace(/^[\s\S]*\n {2}File .*\n( {4}.*\n)*/, '')
    .replace(/^Error Category: [^;]*; (Failed Line Number: \d+; )?/, '')
    .replace(/\n\tat [\s\S]*/, '')
    .trim();

function parse(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
