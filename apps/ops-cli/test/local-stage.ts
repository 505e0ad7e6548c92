import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameterNames } from '@tlc-elt/contracts';
import { LocalCloud } from '@tlc-elt/testing';
import { localResources } from './local-template.ts';
import { type Outcome, ops } from './ops.ts';

/** Stage `local` on a real local cloud: everything that ops reads, and a workflow that only waits or ends. */
export interface LocalStage extends Pick<LocalCloud, 'publish'> {
  /** Folder that stands for the clone. */
  readonly root: string;
  /** `ops …` against it, in this process. */
  ops(...argv: string[]): Promise<Outcome>;
  put(bucket: 'raw' | 'processed', key: string, body?: string | Uint8Array): Promise<void>;
  /** One statement, as the warehouse's administrator. */
  sql(statement: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startLocalStage(): Promise<LocalStage> {
  const cloud = await LocalCloud.start({ resources: localResources });
  const Name = parameterNames('local').sourceBaseUrl;
  await new SSMClient(cloud.client).send(
    new PutParameterCommand({ Name, Value: cloud.publisherUrl, Overwrite: true }),
  );
  const s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
  const run = (...argv: string[]): Promise<Outcome> => ops(argv, { root: cloud.folder });
  return {
    root: cloud.folder,
    ops: run,
    put: async (Bucket, Key, Body = 'x') => void (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))),
    publish: (...file) => cloud.publish(...file),
    sql: async (statement) => {
      const { code, stderr } = await run('sql', '--write', statement);
      if (code !== 0) throw new Error(stderr);
    },
    stop: () => cloud.remove(),
  };
}
