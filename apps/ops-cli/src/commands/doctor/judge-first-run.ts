import * as z from 'zod';
import { type Check, fail, ok, warn } from './check.ts';

/** The line that each job begins with (`started` of glue-scripts/tlc_elt/log.py). */
const Started = z.object({
  event: z.literal('job starts'),
  python: z.string(),
  botocore: z.string().nullable(),
  awscli: z.string().nullable(),
});

function started(line: string): z.infer<typeof Started> | undefined {
  try {
    return Started.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** From botocore 1.40 on the awscli 1.23.5 of Python Shell's image cannot start: tried on Python 3.9. */
const killsAwscli = (botocore: string | null): boolean =>
  Number(/^1\.(\d+)\./.exec(botocore ?? '')?.[1] ?? 0) >= 40;

/** Whether a Python Shell job ran in the image that its modules were chosen for. */
export function judgeImage(lines: readonly string[]): Check {
  const check = 'Python Shell';
  const image = lines.flatMap((line) => started(line) ?? [])[0];
  if (image === undefined)
    return fail(
      check,
      'IngestRaw has not written which Python it runs on',
      'its log has no whole line of JSON: say in an issue what `ops logs` shows instead',
    );
  const { python, botocore, awscli } = image;
  const found = `Python ${python}, botocore ${botocore}, ${awscli === null ? 'no awscli' : `awscli ${awscli}`}`;
  if (awscli?.startsWith('1.23.') && killsAwscli(botocore))
    return fail(
      check,
      found,
      'that awscli cannot start beside it: pin boto3 below 1.40 in packages/infra/src/jobs',
    );
  return python.startsWith('3.9.')
    ? ok(check, found)
    : warn(
        check,
        found,
        'Glue runs Python Shell on 3.9: on a laptop install one (pyenv has it), on AWS say so in an issue',
      );
}

/** Largest part by which two accounts of the same use may differ. */
const TOLERANCE = 0.2;

/** Compares the sum of CloudWatch's ComputeSeconds, which an alarm is on, with what Redshift says that it used. */
export function judgeUsage(metric: number, used: number): Check {
  const check = 'RPU-seconds';
  const found = `ComputeSeconds ${metric.toFixed(0)}, SYS_SERVERLESS_USAGE ${used.toFixed(0)}`;
  if (used === 0)
    return warn(
      check,
      found,
      'SYS_SERVERLESS_USAGE knows nothing of the run: ask again tomorrow, as the administrator',
    );
  if (metric === 0)
    return fail(check, found, 'the alarm RpuHours is blind; the usage limit still holds: say so in an issue');
  return Math.abs(metric - used) <= used * TOLERANCE
    ? ok(check, found)
    : warn(
        check,
        found,
        `the alarm RpuHours counts ${(metric / used).toFixed(1)} times what is used: multiply its threshold in packages/infra/src/observability/alarms.ts by that`,
      );
}
