import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHARED } from '@tlc-elt/testing';
import { timed } from './command.ts';
import { plain } from './place.ts';
import { MODULES } from './plain-script.ts';
import { pythonWith } from './python.ts';
import { BenchStage, fileOf, type Generated, generatedMonth, YELLOW } from './stage.ts';
import { median, spread } from './statistics.ts';

/** Spark's settings for s3a against the stage's S3: what the local cloud gives its own jobs, no more. */
function sparkConf(directory: string, endpoint: string): string {
  const jars = readdirSync(join(SHARED, 'spark'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.jar'))
    .map((entry) => join(entry.parentPath, entry.name));
  const settings = {
    'spark.master': 'local[2]',
    'spark.jars': jars.join(','),
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.ui.enabled': 'false',
    'spark.hadoop.fs.s3a.endpoint': endpoint,
    'spark.hadoop.fs.s3a.endpoint.region': 'us-east-1',
    'spark.hadoop.fs.s3a.path.style.access': 'true',
    'spark.hadoop.fs.s3a.connection.ssl.enabled': 'false',
    'spark.hadoop.fs.s3a.aws.credentials.provider':
      'com.amazonaws.auth.EnvironmentVariableCredentialsProvider',
  };
  writeFileSync(
    join(directory, 'spark-defaults.conf'),
    Object.entries(settings)
      .map((pair) => pair.join(' '))
      .join('\n'),
  );
  return directory;
}

/** A full month by the pipeline with Spark, and by three plain scripts. */
export async function benchSpark(runs: number): Promise<void> {
  await compareSpark(await generatedMonth(), YELLOW, runs);
}

/** A month of a folder by the pipeline with Spark, and by three plain scripts. */
export async function compareSpark(source: string, of: Generated, runs: number): Promise<void> {
  const python = await pythonWith('plain-spark', [...MODULES, 'pyspark==3.5.6']);
  const stage = await BenchStage.start({ source, engine: 'spark' });
  const seconds = { plain: [] as number[], pipeline: [] as number[] };
  const run = ['run', of.month, '--dataset', of.dataset];
  try {
    await stage.ops(...run); // fetches Spark's jars where they are not there yet
    const env = { ...process.env, ...stage.clientEnv };
    const bucket = 'tlc-local-processed-000000000000-us-east-1';
    for (let turn = 0; turn < runs; turn += 1) {
      seconds.plain.push(await plainSpark(python, source, of, bucket, env));
      seconds.pipeline.push((await stage.ops(...run, '--force')).seconds);
    }
  } finally {
    await stage.remove();
  }
  console.log(`full month of ${of.dataset}, Spark, ${runs} runs (minimum – median – maximum)
  three plain scripts                  ${spread(seconds.plain)}
  ops run, start to verified           ${spread(seconds.pipeline)}   ${(median(seconds.pipeline) / median(seconds.plain)).toFixed(2)} × plain scripts`);
}

async function plainSpark(
  python: string,
  source: string,
  of: Generated,
  bucket: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const work = mkdtempSync(join(tmpdir(), 'plain-spark-'));
  const spark = {
    ...env,
    SPARK_CONF_DIR: sparkConf(work, env.AWS_ENDPOINT_URL ?? ''),
    PYSPARK_PYTHON: python,
  };
  try {
    const parts = [
      await timed(python, [plain('spark_ingest.py'), of.month, fileOf(source, of), bucket], env),
      await timed(python, [plain('spark_transform.py'), of.dataset, of.month, bucket], spark),
      await timed(python, [plain('spark_load.py'), of.month, work, bucket], env),
    ];
    return parts.reduce((sum, part) => sum + part.seconds, 0);
  } finally {
    rmSync(work, { recursive: true });
  }
}
