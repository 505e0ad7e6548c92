import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { StageNotReachable } from '../errors.ts';

/** What the local cloud writes to `.local/<stage>/client-env.json` for its clients. */
const ClientEnv = z
  .object({
    AWS_ENDPOINT_URL: z.url(),
    AWS_ACCESS_KEY_ID: z.string().min(1),
    AWS_SECRET_ACCESS_KEY: z.string().min(1),
    AWS_SESSION_TOKEN: z.string().min(1).optional(),
    AWS_REGION: z.string().min(1).optional(),
    AWS_DEFAULT_REGION: z.string().min(1).optional(),
  })
  .transform((env) => ({
    endpoint: env.AWS_ENDPOINT_URL,
    region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1',
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      ...(env.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: env.AWS_SESSION_TOKEN }),
    },
  }));
export type ClientEnv = z.infer<typeof ClientEnv>;

/** What a user types to have a local cloud for the stage. */
export function startLocalCloud(stage: string, runner: string): string {
  return stage === 'local'
    ? `start it: ${runner} start, or ${runner} local up`
    : `start it: ${runner} local up --stage ${stage}`;
}

/** Reads the local cloud's address and credentials; throws StageNotReachable where there are none. */
export function readClientEnv(localDir: string, stage: string, runner: string): ClientEnv {
  const path = join(localDir, stage, 'client-env.json');
  const start = startLocalCloud(stage, runner);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new StageNotReachable(`no local cloud runs for stage ${stage}`, start, error);
  }
  const parsed = ClientEnv.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new StageNotReachable(
    `${path} is not what a local cloud writes: ${z.prettifyError(parsed.error)}`,
    start,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
