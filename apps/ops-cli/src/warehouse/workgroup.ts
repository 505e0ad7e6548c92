import {
  GetWorkgroupCommand,
  RedshiftServerlessClient,
  type Workgroup,
} from '@aws-sdk/client-redshift-serverless';
import { parameterNames } from '@tlc-elt/contracts';
import type { Runtime } from '../runtime.ts';

/** The stage's workgroup as Redshift Serverless has it. */
export async function readWorkgroup(runtime: Runtime): Promise<Workgroup | undefined> {
  const workgroupName = (await runtime.parameters()).get(parameterNames(runtime.stage).workgroup);
  const { workgroup } = await runtime
    .client(RedshiftServerlessClient)
    .send(new GetWorkgroupCommand({ workgroupName }), { abortSignal: runtime.signal });
  return workgroup;
}
