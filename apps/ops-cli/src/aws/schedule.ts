import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { Dataset, DEFAULT_DATASET, parameterNames } from '@tlc-elt/contracts';
import * as z from 'zod';
import { Failed } from '../errors.ts';
import type { Runtime } from '../runtime.ts';

/** The stage's schedule as EventBridge Scheduler has it. */
export async function readSchedule(runtime: Runtime): Promise<GetScheduleCommandOutput> {
  const Name = (await runtime.parameters()).get(parameterNames(runtime.stage).scheduleName);
  return runtime
    .client(SchedulerClient)
    .send(new GetScheduleCommand({ Name }), { abortSignal: runtime.signal });
}

const ScheduleInput = z.object({ datasets: z.array(Dataset).min(1).default([DEFAULT_DATASET]) });

/** The dataset that is named; of `all` those that the stage runs each month, as its schedule says (TLC_DATASETS). */
export async function datasetsOf(runtime: Runtime, named: Dataset | 'all'): Promise<readonly Dataset[]> {
  if (named !== 'all') return [named];
  const { Name, Target } = await readSchedule(runtime);
  const input = ScheduleInput.safeParse(JSON.parse(Target?.Input ?? '{}'));
  if (input.success) return input.data.datasets;
  throw new Failed(
    `the schedule ${Name} names datasets that this clone does not know: ${Target?.Input}`,
    `name one by --dataset, or use the clone that was deployed: ${Dataset.options.join(', ')} are known here`,
  );
}
