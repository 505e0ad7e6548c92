import { GetExecutionHistoryCommand, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import type { Runtime } from '../runtime.ts';

const PAGE = 200;

/** Reads a growing history; each call asks only for what is new (newest first, until something known comes). */
export class HistoryReader {
  readonly #runtime: Pick<Runtime, 'client' | 'signal'>;
  readonly #executionArn: string;
  #events: HistoryEvent[] = [];

  constructor(runtime: Pick<Runtime, 'client' | 'signal'>, executionArn: string) {
    this.#runtime = runtime;
    this.#executionArn = executionArn;
  }

  /** Every event so far, oldest first. */
  async read(): Promise<readonly HistoryEvent[]> {
    const known = this.#events.at(-1)?.id ?? 0;
    const fresh: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.#page(nextToken);
      const news = (page.events ?? []).filter(({ id }) => (id ?? 0) > known);
      fresh.push(...news);
      nextToken = news.length < (page.events ?? []).length ? undefined : page.nextToken;
    } while (nextToken);
    if (fresh.length > 0) this.#events = [...this.#events, ...fresh.reverse()];
    return this.#events;
  }

  #page(nextToken: string | undefined) {
    return this.#runtime.client(SFNClient).send(
      new GetExecutionHistoryCommand({
        executionArn: this.#executionArn,
        reverseOrder: true,
        maxResults: PAGE,
        includeExecutionData: true,
        nextToken,
      }),
      { abortSignal: this.#runtime.signal },
    );
  }
}
