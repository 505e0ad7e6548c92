import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeAbandoned } from '../../../kernel/abandoned.ts';
import type { Children } from '../../../kernel/children.ts';
import { JAVA_OPTIONS, PYSPARK, quoted, submitArguments } from './configuration.ts';

const SCRIPT = join(import.meta.dirname, 'class_archive.py');

/** Java's options for a driver with an archive; a stale or foreign one is ignored without a word. */
export const usingArchive = (path: string | undefined): string[] =>
  path === undefined
    ? []
    : [quoted(`-XX:SharedArchiveFile=${path}`), '-Xlog:cds=off', '-Xlog:cds+dynamic=off'];

interface Driver {
  readonly python: string;
  readonly env: Readonly<Record<string, string>>;
  readonly jars: readonly string[];
  /** An empty folder: Java archives no class path with files that lie loose. */
  readonly confDir: string;
}

const making = new Map<string, Promise<void>>();
/** Not tried again in this process. */
const failed = new Set<string>();

/**
 * Path of an archive of Spark's classes, made once: Java maps it into memory, instead of reading and verifying 20,000
 * classes at the start of each driver. Undefined where there is none: this Java makes none, or making it failed.
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
  if (!existsSync(target) && !existsSync(noneAt(target)) && !failed.has(target)) {
    const going = making.get(target) ?? make(driver, directory, target, children, log);
    making.set(target, going);
    await going.finally(() => making.delete(target));
  }
  return existsSync(target) ? target : undefined;
}

/** Says that Java ended well and made no archive. */
const noneAt = (target: string): string => `${target}.none`;

/** Made beside its place and renamed, in a folder that the next one removes where this process is ended. */
async function make(
  driver: Driver,
  directory: string,
  target: string,
  children: Pick<Children, 'spawn'>,
  log: (line: string) => void,
): Promise<void> {
  log("archiving Spark's classes for faster starts (once)");
  removeAbandoned(directory, /^archiving\.(\d+)$/);
  const work = join(directory, `archiving.${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    const partial = join(work, 'classes.jsa');
    const code = await load(driver, work, partial, children);
    if (code !== 0) {
      failed.add(target);
      log(`archiving Spark's classes ended with ${code}; drivers start without`);
    } else if (existsSync(partial)) renameSync(partial, target);
    else writeFileSync(noneAt(target), 'this Java made no archive\n');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Runs the script that loads the classes; Java writes them to `partial` when it ends. */
function load(
  { python, env, jars, confDir }: Driver,
  work: string,
  partial: string,
  children: Pick<Children, 'spawn'>,
): Promise<number | null> {
  const submitted = submitArguments(join(work, 'spark.conf'), {
    endpoint: 'http://127.0.0.1:9',
    jars,
    extraJars: [],
    localDir: work,
    cores: 2,
    conf: ['spark.hadoop.fs.s3a.attempts.maximum=1', 'spark.hadoop.fs.s3a.retry.limit=0'],
    javaOptions: [quoted(`-XX:ArchiveClassesAtExit=${partial}`)],
  });
  const child = children.spawn(python, [SCRIPT], {
    cwd: work,
    env: { ...env, SPARK_CONF_DIR: confDir, SPARK_LOCAL_IP: '127.0.0.1', PYSPARK_SUBMIT_ARGS: submitted },
    stdio: 'ignore',
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
}
