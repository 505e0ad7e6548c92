import type { LogEvent, LogsOffer } from '../../kernel/offers.ts';

type Writer = Pick<LogsOffer, 'hasGroup' | 'append'>;

/** Logs as services write them while their work goes on: what is missing is counted, and told in its stream once there is room. */
export class BestEffort implements LogsOffer {
  readonly #logs: Writer;
  readonly #log: (line: string) => void;
  /** Group and stream → events that are missing there. */
  readonly #missing = new Map<string, number>();

  constructor(logs: Writer, log: (line: string) => void) {
    this.#logs = logs;
    this.#log = log;
  }

  hasGroup(group: string): boolean {
    return this.#logs.hasGroup(group);
  }

  deliver(group: string, stream: string, events: readonly LogEvent[]): void {
    this.#logs.append(group, stream, events);
  }

  append(group: string, stream: string, events: readonly LogEvent[]): void {
    const key = `${group} ${stream}`;
    const missing = this.#missing.get(key) ?? 0;
    try {
      this.#logs.append(group, stream, [...told(missing, events), ...events]);
      this.#missing.delete(key);
    } catch (error) {
      if (missing === 0) this.#log(`logs: ${key} cannot be written: ${(error as Error).message}`);
      this.#missing.set(key, missing + events.length);
    }
  }
}

function told(missing: number, [first]: readonly LogEvent[]): LogEvent[] {
  if (missing === 0 || first === undefined) return [];
  return [{ timestamp: first.timestamp, message: `${missing} event(s) could not be written here` }];
}
