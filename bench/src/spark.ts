import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHARED } from '@tlc-elt/testing';
import { timed } from './command.ts';
import { MODULES } from './duckdb.ts';
import { plain } from './place.ts';
import { pythonWith } from './python.ts';
import { BenchStage, generatedMonth } from './stage.ts';
import { spread } from './statistics.ts';

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
  const source = await generatedMonth();
  const file = join(source, 'yellow_tripdata_2024-09.parquet');
  const python = await pythonWith('plain-spark', [...MODULES, 'pyspark==3.5.6']);
  const stage = await BenchStage.start({ source, engine: 'spark' });
  const seconds = { plain: [] as number[], pipeline: [] as number[] };
  try {
    await stage.ops('run', '2024-09'); // fetches Spark's jars where they are not there yet
    const env = { ...process.env, ...stage.clientEnv };
    const bucket = 'tlc-local-processed-000000000000-us-east-1';
    for (let run = 0; run < runs; run += 1) {
      seconds.plain.push(await plainSpark(python, file, bucket, env));
      seconds.pipeline.push((await stage.ops('run', '2024-09', '--force')).seconds);
    }
  } finally {
    await stage.remove();
  }
  console.log(`full month, Spark, ${runs} runs (minimum – median – maximum)
  three plain scripts                  ${spread(seconds.plain)}
  ops run, start to verified           ${spread(seconds.pipeline)}`);
}

async function plainSpark(
  python: string,
  file: string,
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
      await timed(python, [plain('spark_ingest.py'), '2024-09', file, bucket], env),
      await timed(python, [plain('spark_transform.py'), '2024-09', bucket], spark),
      await timed(python, [plain('spark_load.py'), '2024-09', work, bucket], env),
    ];
    return parts.reduce((sum, part) => sum + part.seconds, 0);
  } finally {
    rmSync(work, { recursive: true });
  }
}
