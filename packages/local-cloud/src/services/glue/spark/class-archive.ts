import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from '../../../kernel/children.ts';
import { JAVA_OPTIONS, PYSPARK, submitArguments } from './configuration.ts';

const SCRIPT = join(import.meta.dirname, 'class_archive.py');

/** Java's options for a driver with an archive; a stale or foreign one is ignored without a word. */
export const usingArchive = (path: string | undefined): string[] =>
  path === undefined ? [] : [`-XX:SharedArchiveFile=${path}`, '-Xlog:cds=off', '-Xlog:cds+dynamic=off'];

interface Driver {
  readonly python: string;
  readonly env: Readonly<Record<string, string>>;
  readonly jars: readonly string[];
  /** An empty folder: Java archives no class path with files that lie loose. */
  readonly confDir: string;
}

const making = new Map<string, Promise<void>>();

/**
 * Path of an archive of Spark's classes, made once: Java maps it into memory, instead of reading and verifying 20,000
 * classes at the start of each driver. Undefined where this Java makes none.
 */
export async function classArchive(
  driver: Driver,
  directory: string,
  children: Pick<Children, 'spawn'>,
  log: (line: string) => void,
): Promise<string | undefined> {
  const id = createHash('sha256')
    .update([driver.python, PYSPARK, ...driver.jars, ...JAVA_OPTIONS].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const target = join(directory, `classes-${id}.jsa`);
  const none = `${target}.none`;
  if (!existsSync(target) && !existsSync(none)) {
    const going = making.get(target) ?? make(driver, directory, target, none, children, log);
    making.set(target, going);
    await going.finally(() => making.delete(target));
  }
  return existsSync(target) ? target : undefined;
}

async function make(
  { python, env, jars, confDir }: Driver,
  directory: string,
  target: string,
  none: string,
  children: Pick<Children, 'spawn'>,
  log: (line: string) => void,
): Promise<void> {
  log("archiving Spark's classes for faster starts (once)");
  const partial = `${target}.${process.pid}.partial`;
  const work = join(directory, `work-${process.pid}`);
  mkdirSync(work, { recursive: true });
  const args = submitArguments(join(work, 'spark.conf'), {
    endpoint: 'http://127.0.0.1:9',
    region: 'us-east-1',
    jars,
    extraJars: [],
    localDir: work,
    cores: 2,
    conf: ['spark.hadoop.fs.s3a.attempts.maximum=1', 'spark.hadoop.fs.s3a.retry.limit=0'],
    javaOptions: [`-XX:ArchiveClassesAtExit=${partial}`],
  });
  const child = children.spawn(python, [SCRIPT], {
    cwd: work,
    env: { ...env, SPARK_CONF_DIR: confDir, SPARK_LOCAL_IP: '127.0.0.1', PYSPARK_SUBMIT_ARGS: args },
    stdio: 'ignore',
  });
  await new Promise((resolve) => {
    child.on('error', resolve);
    child.on('close', resolve);
  });
  if (existsSync(partial)) renameSync(partial, target);
  else writeFileSync(none, 'this Java made no archive\n');
  rmSync(work, { recursive: true, force: true });
}
