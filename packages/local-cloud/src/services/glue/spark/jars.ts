import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { moveIntoPlace } from '../../../disk/into-place.ts';
import { removeAbandoned } from '../../../kernel/abandoned.ts';
import { eachLine } from '../../../kernel/lines.ts';
import { JARS, submitWord } from './configuration.ts';

/** The jars could not be fetched; the message carries Ivy's last lines. */
export class JarsFailed extends Error {}

let fetching: Promise<void> | undefined;

/** Paths of the jars for S3, fetched once by Spark's own Ivy. */
export async function sparkJars(
  python: string,
  env: Readonly<Record<string, string>>,
  directory: string,
  log: (line: string) => void,
): Promise<string[]> {
  const target = join(directory, 'jars');
  if (!existsSync(target)) {
    fetching ??= fetchJars(python, env, directory, log).finally(() => {
      fetching = undefined;
    });
    await fetching;
  }
  return readdirSync(target).map((name) => join(target, name));
}

async function fetchJars(
  python: string,
  env: Readonly<Record<string, string>>,
  directory: string,
  log: (line: string) => void,
): Promise<void> {
  log(`fetching Spark's jars for S3 (about 280 MB, once): ${JARS.join(', ')}`);
  mkdirSync(directory, { recursive: true });
  removeAbandoned(directory, /^ivy\.(\d+)$/);
  const ivy = join(directory, `ivy.${process.pid}`);
  mkdirSync(ivy, { recursive: true });
  const script = 'from pyspark.sql import SparkSession; SparkSession.builder.getOrCreate().stop()';
  const conf = [
    `spark.jars.packages=${JARS.join(',')}`,
    `spark.jars.ivy=${ivy}`,
    'spark.master=local[1]',
    'spark.ui.enabled=false',
    'spark.driver.host=127.0.0.1',
    'spark.driver.bindAddress=127.0.0.1',
  ];
  const args = `${conf.map((item) => `--conf ${submitWord(item)}`).join(' ')} pyspark-shell`;
  const lines: string[] = [];
  const child = spawn(python, ['-c', script], {
    cwd: directory,
    env: { ...env, PYSPARK_SUBMIT_ARGS: args },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) eachLine(stream, (line) => lines.push(line));
  child.on('error', (error) => lines.push(error.message));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const jars = join(ivy, 'jars');
  const found = existsSync(jars) ? readdirSync(jars) : [];
  const missing = JARS.filter(
    (coordinates) => !found.some((name) => name.includes(coordinates.split(':')[1] ?? '')),
  );
  if (code !== 0 || missing.length > 0)
    throw new JarsFailed(
      `Spark's jars could not be fetched (${missing.join(', ')}):\n${lines.slice(-20).join('\n')}`,
    );
  moveIntoPlace(jars, join(directory, 'jars'));
  rmSync(ivy, { recursive: true, force: true });
}
