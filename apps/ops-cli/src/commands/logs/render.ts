import type { LogLine } from '../../jobs/log-reader.ts';

/** `19:34:02.123 LoadRedshift  line`; standard error is marked. */
export function renderLine({ timestamp, state, stream, message }: LogLine): string {
  const time = timestamp.toISOString().slice(11, 23);
  return `${time} ${state.padEnd(14)} ${stream === 'error' ? '! ' : '  '}${message}`.trimEnd();
}
