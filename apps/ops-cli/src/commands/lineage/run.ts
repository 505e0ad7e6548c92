import type { Dataset } from '@tlc-elt/contracts';
import { factsOf, lineageEvents, Refused, type RunEvent, send } from '@tlc-elt/lineage';
import { Failed } from '../../errors.ts';
import { intoFile, writeText } from '../../export/write.ts';
import { lineageSources, runsOf } from '../../lineage/sources.ts';
import type { Runtime } from '../../runtime.ts';
import { count } from '../../terminal/table.ts';
import type { MonthOrExecution } from '../month-operand.ts';

export interface Options {
  readonly of: readonly MonthOrExecution[];
  readonly dataset: Dataset;
  readonly out: string | undefined;
  readonly url: string | undefined;
}

export interface Result {
  readonly events: readonly RunEvent[];
  /** Where they went; undefined where they go to standard output. */
  readonly told: string | undefined;
}

/** Tells what the executions read and wrote, oldest execution first. */
export async function run({ of, dataset, out, url }: Options, runtime: Runtime): Promise<Result> {
  const sources = await lineageSources(runtime);
  const events: RunEvent[] = [];
  for (const execution of await runsOf(runtime, dataset, of))
    events.push(...lineageEvents(await factsOf(await execution(), sources)));
  const many = `${count(events.length)} events`;
  const told: string[] = [];
  if (out !== undefined) {
    await intoFile(runtime.fileOf(out), (path) => writeText([text(events)], path));
    told.push(`${many} in ${out}`);
  }
  if (url !== undefined) {
    await post(events, url, runtime);
    told.push(`${many} sent to ${url}`);
  }
  return { events, told: told.length === 0 ? undefined : told.join('\n') };
}

async function post(events: readonly RunEvent[], url: string, runtime: Runtime): Promise<void> {
  const endpoint = { url, apiKey: runtime.setting('OPENLINEAGE_API_KEY'), signal: runtime.signal };
  let sent = 0;
  try {
    for (const event of events) {
      await send([event], endpoint);
      sent += 1;
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Failed(
      `${error.message} (${count(sent)} of ${count(events.length)} events were sent)`,
      'an event may be sent again: its run id tells the endpoint that it is the same run',
      error,
    );
  }
}

const text = (events: readonly RunEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

export const render = ({ events, told }: Result): string => told ?? text(events).trimEnd();

/** The events themselves. */
export const json = ({ events }: Result): readonly RunEvent[] => events;
