import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameterNames } from '@tlc-elt/contracts';
import { localResources } from './local-template.ts';
import { type Outcome, ops } from './ops.ts';

/** Stage `local` on a real local cloud: everything that ops reads, and a workflow that only waits or ends. */
export interface LocalStage {
  /** Folder that stands for the clone. */
  readonly root: string;
  /** `ops …` against it. */
  ops(...argv: string[]): Promise<Outcome>;
  put(bucket: 'raw' | 'processed', key: string, body?: string | Uint8Array): Promise<void>;
  publish(name: string, content: string | Uint8Array, modified?: Date): void;
  /** One statement, as the warehouse's administrator. */
  sql(statement: string): Promise<void>;
  stop(): Promise<void>;
}

const LOCAL = join(import.meta.dirname, '../../../packages/local-cloud/bin/local.ts');
export async function startLocalStage(): Promise<LocalStage> {
  const root = mkdtempSync(join(tmpdir(), 'ops-stage-'));
  const folder = (name: string): string => join(root, name);
  for (const name of ['assembly', 'source']) mkdirSync(folder(name));
  writeFileSync(join(folder('assembly'), 'stage.json'), JSON.stringify({ Resources: localResources }));
  const options = [
    '--stage',
    'local',
    '--assembly',
    folder('assembly'),
    '--source',
    folder('source'),
    '--port',
    '0',
  ];
  const child = spawn(process.execPath, [LOCAL, 'up', ...options], {
    env: { ...process.env, TLC_LOCAL_DIR: folder('.local') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await answering(child);
  const client = clientOf(join(folder('.local'), 'local/client-env.json'));
  await new SSMClient(client).send(
    new PutParameterCommand({
      Name: parameterNames('local').sourceBaseUrl,
      Value: `${client.endpoint}/_publisher`,
      Overwrite: true,
    }),
  );
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const run = (...argv: string[]): Promise<Outcome> => ops(argv, { root });
  return {
    root,
    ops: run,
    put: async (Bucket, Key, Body = 'x') => void (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))),
    publish: (name, content, modified) => {
      writeFileSync(join(folder('source'), name), content);
      if (modified) utimesSync(join(folder('source'), name), modified, modified);
    },
    sql: async (statement) => {
      const { code, stderr } = await run('sql', '--write', statement);
      if (code !== 0) throw new Error(stderr);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function answering(child: ReturnType<typeof spawn>): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('the local cloud answers at')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the local cloud ended with ${code}: ${said}`)));
  });
}

function clientOf(path: string) {
  const env = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  return {
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? '',
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
}
