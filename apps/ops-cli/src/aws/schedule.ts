import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { parameterNames } from '@tlc-elt/contracts';
import type { Runtime } from '../runtime.ts';

/** The stage's schedule as EventBridge Scheduler has it. */
export async function readSchedule(runtime: Runtime): Promise<GetScheduleCommandOutput> {
  const Name = (await runtime.parameters()).get(parameterNames(runtime.stage).scheduleName);
  return runtime
    .client(SchedulerClient)
    .send(new GetScheduleCommand({ Name }), { abortSignal: runtime.signal });
}
