import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  BatchStopJobRunCommand,
  ConcurrentRunsExceededException,
  EntityNotFoundException,
  GetJobCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  GlueClient,
  InvalidInputException,
  ListJobsCommand,
  StartJobRunCommand,
  type StartJobRunCommandInput,
} from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  folderWith,
  type Resources,
  role,
  type TemplateCloud,
  templateCloud,
} from '../../../testing/template-cloud.ts';
import { startOf } from '../../kernel/children.ts';
import { shellPython } from '../../kernel/python/interpreter.ts';

const job = (script: string, more: Record<string, unknown> = {}): Resources[string] => ({
  Type: 'AWS::Glue::Job',
  Properties: {
    Command: { Name: 'pythonshell', PythonVersion: '3.9', ScriptLocation: `jobs/${script}.py` },
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    ...more,
  },
});

const scripts = {
  'jobs/hello.py': `
import sys, time
print("first", time.time())
from awsglue.utils import getResolvedOptions
import boto3
print("args", sys.argv[1:])
print("colour", getResolvedOptions(sys.argv, ["colour"])["colour"])
print("me", boto3.client("sts").get_caller_identity()["Arn"])
print("to stderr", file=sys.stderr)
`,
  'jobs/raise.py': `
class SourceSchemaError(Exception):
    pass
def inner():
    raise SourceSchemaError("yellow.parquet: unexpected column fee")
inner()
`,
  'jobs/options.py': `
import json, sys
from awsglue.utils import GlueArgumentError, getResolvedOptions
def asked(*options, args=()):
    try:
        return getResolvedOptions(["script.py", *(args or sys.argv[1:])], list(options))
    except (GlueArgumentError, RuntimeError) as error:
        return "%s: %s" % (type(error).__name__, error)
print(json.dumps([
    asked("colour", "two-words"),
    asked("colour", "size"),
    asked("JOB_RUN_ID"),
    asked("job-bookmark-option"),
    asked("TempDir", args=["--TempDir=s3://t/"]),
    asked(args=["--continuation-option", "continuation-enabled"]),
    asked(args=["--job-bookmark-option", "maybe"]),
    asked(args=["--job-bookmark-option", "job-bookmark-pause", "--job-bookmark-from", "1"]),
]))
`,
  'jobs/python.py': `
import importlib.util, platform
print(platform.python_version())
print([name for name in ("boto3", "duckdb", "numpy", "pandas", "pyarrow", "pytest", "requests") if importlib.util.find_spec(name)])
`,
  'jobs/quiet.py': 'import sys; sys.exit(7)',
  'jobs/wait.py':
    'import subprocess, time\nchild = subprocess.Popen(["sleep", "600"])\nprint(child.pid, flush=True)\ntime.sleep(600)',
  'jobs/library.py': 'import acme; print("library", acme.NAME)',
};

/** Python 3.9 says of a script's own exceptions where they are from. */
const OWN = shellPython().version.startsWith('3.9.') ? '__main__.' : '';

let cloud: TemplateCloud;
let glue: GlueClient;

/** A wheel with one module, made by Python itself. */
function wheel(): Buffer {
  const folder = folderWith({
    'make.py': `
import zipfile
with zipfile.ZipFile("out.whl", "w") as z:
    z.writestr("acme.py", "NAME = 'acme'")
    z.writestr("acme-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: acme\\nVersion: 1.0\\n")
    z.writestr("acme-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr("acme-1.0.dist-info/RECORD", "")
`,
  });
  try {
    spawnSync('python3', ['make.py'], { cwd: folder });
    return readFileSync(join(folder, 'out.whl'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const start = async (JobName: string, more: Partial<StartJobRunCommandInput> = {}): Promise<string> =>
  (await glue.send(new StartJobRunCommand({ JobName, ...more }))).JobRunId ?? '';
const runOf = async (JobName: string, RunId: string) =>
  (await glue.send(new GetJobRunCommand({ JobName, RunId }))).JobRun;

/** Event-driven, as `.sync` waits for a run. */
async function ended(name: string, id: string) {
  await cloud.cloud.kernel.offers.glue.waitForJobRun(name, id);
  return runOf(name, id);
}
async function run(name: string, more: Partial<StartJobRunCommandInput> = {}) {
  return ended(name, await start(name, more));
}

async function lines(group: string, stream = ''): Promise<string[]> {
  const logs = new CloudWatchLogsClient(cloud.client);
  const { events = [] } = await logs.send(
    new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, startFromHead: true }),
  );
  return events.map(({ message = '' }) => message);
}

async function firstLine(stream: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = await lines('/aws-glue/python-jobs/output', stream).catch(() => []);
    if (found[0] !== undefined) return found[0];
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the script printed nothing');
}

beforeAll(async () => {
  cloud = await templateCloud(
    {
      Role: role('glue.amazonaws.com', ['s3:GetObject', 'logs:*'], 'jobs'),
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'libraries' } },
      Hello: job('hello', {
        Name: 'hello',
        DefaultArguments: { '--colour': 'green', '--size': '1' },
        NonOverridableArguments: { '--fixed': 'yes' },
      }),
      Python: job('python', { Name: 'python' }),
      Raise: job('raise', { Name: 'raise' }),
      Quiet: job('quiet', { Name: 'quiet' }),
      Wait: job('wait', { Name: 'wait', ExecutionProperty: { MaxConcurrentRuns: 1 } }),
      Queued: job('hello', {
        Name: 'queued',
        DefaultArguments: { '--colour': 'blue' },
        JobRunQueuingEnabled: true,
        ExecutionProperty: { MaxConcurrentRuns: 1 },
      }),
      Library: job('library', { Name: 'library' }),
      Named: job('quiet', { Name: 'named', Role: { Ref: 'Pathed' } }),
      Pathed: {
        Type: 'AWS::IAM::Role',
        Properties: {
          ...role('glue.amazonaws.com', ['s3:GetObject']).Properties,
          RoleName: 'pathed',
          Path: '/jobs/',
        },
      },
      Options: job('options', {
        Name: 'options',
        DefaultArguments: {
          '--colour': 'green',
          '--two-words': 'a b',
          '--job-bookmark-option': 'job-bookmark-disable',
        },
      }),
    },
    scripts,
  );
  const { s3 } = cloud.cloud.kernel.offers;
  await s3?.putBytes('libraries', 'a/acme-1.0-py3-none-any.whl', wheel());
  await s3?.putBytes('libraries', 'a/0123456789abcdef.whl', wheel());
  glue = new GlueClient(cloud.client);
  await run('hello');
}, 180_000);
afterAll(() => cloud?.stop());

describe('a run', () => {
  test('gets its arguments over the defaults, as its role, and logs to the groups that Glue names', async () => {
    const result = await run('hello', { Arguments: { '--colour': 'red', '--fixed': 'no' }, Timeout: 5 });
    expect([result?.JobRunState, result?.ErrorMessage, result?.Timeout, result?.Arguments]).toEqual([
      'SUCCEEDED',
      undefined,
      5,
      { '--colour': 'red', '--size': '1', '--fixed': 'yes' },
    ]);
    const output = await lines('/aws-glue/python-jobs/output', result?.Id);
    expect(output.slice(1)).toEqual([
      "args ['--colour', 'red', '--size', '1', '--fixed', 'yes']",
      'colour red',
      `me arn:aws:sts::000000000000:assumed-role/jobs/GlueJobRunnerSession-${result?.Id?.slice(3, 11)}`,
    ]);
    expect(await lines('/aws-glue/python-jobs/error', result?.Id)).toEqual(['to stderr']);
  });

  test('reaches the first line of its script within 80 ms and Python’s own start', async () => {
    const seconds: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const began = Date.now() / 1000;
      const result = await run('hello');
      const [first = ''] = await lines('/aws-glue/python-jobs/output', result?.Id);
      seconds.push(Number(first.split(' ')[1]) - began);
    }
    const began = performance.now();
    spawnSync(shellPython().command, ['-c', 'pass']);
    const python = (performance.now() - began) / 1000;
    expect(Math.min(...seconds)).toBeLessThan(0.08 + python);
  });

  test('has the Python that is said at the start, with boto3 and nothing else that the machine has', async () => {
    const result = await run('python');
    expect(await lines('/aws-glue/python-jobs/output', result?.Id)).toEqual([
      shellPython().version,
      "['boto3']",
    ]);
  });

  test('that raises has failed, with the traceback as its message', async () => {
    const result = await run('raise');
    expect([result?.JobRunState, result?.ErrorMessage?.replace(/File ".*raise/g, 'File "raise')]).toEqual([
      'FAILED',
      [
        'Traceback (most recent call last):',
        '  File "raise.py", line 6, in <module>',
        '    inner()',
        '  File "raise.py", line 5, in inner',
        '    raise SourceSchemaError("yellow.parquet: unexpected column fee")',
        `${OWN}SourceSchemaError: yellow.parquet: unexpected column fee`,
      ].join('\n'),
    ]);
  });

  test('that exits otherwise than with 0 has failed, also when it says nothing', async () => {
    const result = await run('quiet');
    expect([result?.JobRunState, result?.ErrorMessage]).toEqual([
      'FAILED',
      'the script ended with exit code 7 and wrote nothing to stderr',
    ]);
  });

  test('that is stopped ends with all that it started', async () => {
    const id = await start('wait', { Timeout: 1 });
    const child = Number(await firstLine(id));
    await glue.send(new BatchStopJobRunCommand({ JobName: 'wait', JobRunIds: [id] }));
    expect([(await ended('wait', id))?.JobRunState, startOf(child)]).toEqual(['STOPPED', undefined]);
  });

  test('beyond MaxConcurrentRuns is refused, or waits where queuing is on', async () => {
    const id = await start('wait');
    await expect(start('wait')).rejects.toThrow(ConcurrentRunsExceededException);
    const ids = await Promise.all([start('queued'), start('queued'), start('queued')]);
    const states = await Promise.all(ids.map(async (one) => (await ended('queued', one))?.JobRunState));
    await glue.send(new BatchStopJobRunCommand({ JobName: 'wait', JobRunIds: [id] }));
    expect([states, (await ended('wait', id))?.JobRunState]).toEqual([
      ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'],
      'STOPPED',
    ]);
  });
});

describe('settings of a run', () => {
  test('are told by GetJobRun: its own, else the job’s', async () => {
    const own = { ExecutionClass: 'FLEX', SecurityConfiguration: 'keys' } as const;
    const workers = { WorkerType: 'G.2X', NumberOfWorkers: 3 } as const;
    const given = await run('quiet', { ...own, ...workers, NotificationProperty: { NotifyDelayAfter: 7 } });
    const none = await run('quiet');
    const older = await run('quiet', { AllocatedCapacity: 4 });
    expect([given, none, older]).toMatchObject([
      { ...own, ...workers, NotificationProperty: { NotifyDelayAfter: 7 }, MaxCapacity: 6 },
      { MaxCapacity: 0.0625, AllocatedCapacity: 0 },
      { MaxCapacity: 4, AllocatedCapacity: 4 },
    ]);
    expect([none?.WorkerType, older?.WorkerType]).toEqual([undefined, undefined]);
  });

  test('that contradict each other are refused', async () => {
    await expect(start('hello', { MaxCapacity: 1, WorkerType: 'G.1X', NumberOfWorkers: 2 })).rejects.toThrow(
      'Please do not set Max Capacity if using Worker Type and Number of Workers.',
    );
    await expect(start('hello', { NumberOfWorkers: 2 })).rejects.toThrow(
      'Please set both Worker Type and Number of Workers.',
    );
  });

  test('that would have to be ignored are refused by name', async () => {
    const refusal = (name: string) => `StartJobRun with ${name} is not supported by the local cloud`;
    await expect(start('hello', { JobRunId: 'jr_1' })).rejects.toThrow(refusal('JobRunId'));
    await expect(start('hello', { ExecutionRoleSessionPolicy: '{}' })).rejects.toThrow(
      refusal('ExecutionRoleSessionPolicy'),
    );
  });

  test('let it wait where the job itself has no queue', async () => {
    const first = await start('wait');
    const second = await start('wait', { JobRunQueuingEnabled: true });
    expect((await runOf('wait', second))?.JobRunState).toBe('WAITING');
    await glue.send(new BatchStopJobRunCommand({ JobName: 'wait', JobRunIds: [second, first] }));
    const states = [await ended('wait', first), await ended('wait', second)].map((one) => one?.JobRunState);
    expect(states).toEqual(['STOPPED', 'STOPPED']);
  });
});

describe('--extra-py-files', () => {
  const withLibrary = (name: string) =>
    run('library', { Arguments: { '--extra-py-files': `s3://libraries/a/${name}` } });

  test('makes a wheel importable', async () => {
    const result = await withLibrary('acme-1.0-py3-none-any.whl');
    expect(await lines('/aws-glue/python-jobs/output', result?.Id)).toEqual(['library acme']);
  });

  test('refuses a wheel that was renamed, as pip does', async () => {
    const result = await withLibrary('0123456789abcdef.whl');
    expect([result?.JobRunState, result?.ErrorMessage]).toEqual([
      'FAILED',
      'ERROR: 0123456789abcdef.whl is not a valid wheel filename.',
    ]);
  });

  test('fails the run where the object is not there', async () => {
    const result = await withLibrary('none.whl');
    expect([result?.JobRunState, result?.ErrorMessage]).toEqual([
      'FAILED',
      'EntityNotFoundException: the script or library s3://libraries/a/none.whl does not exist',
    ]);
  });
});

test('jobs and runs are described and listed with their pages', async () => {
  for (let runs = 0; runs < 4; runs += 1) await run('hello');
  const { Job } = await glue.send(new GetJobCommand({ JobName: 'hello' }));
  const { JobNames } = await glue.send(new ListJobsCommand({ MaxResults: 2 }));
  const page = await glue.send(new GetJobRunsCommand({ JobName: 'hello', MaxResults: 2 }));
  const next = await glue.send(
    new GetJobRunsCommand({ JobName: 'hello', MaxResults: 2, NextToken: page.NextToken }),
  );
  const ids = [...(page.JobRuns ?? []), ...(next.JobRuns ?? [])].map(({ Id }) => Id);
  expect([Job?.DefaultArguments, Job?.Timeout, JobNames?.length, new Set(ids).size]).toEqual([
    { '--colour': 'green', '--size': '1' },
    2880,
    2,
    4,
  ]);
});

test('getResolvedOptions knows the reserved and the implicit options of Glue', async () => {
  const result = await run('options');
  const [printed = ''] = await lines('/aws-glue/python-jobs/output', result?.Id);
  const own = {
    job_bookmark_option: 'job-bookmark-disable',
    job_bookmark_from: null,
    job_bookmark_to: null,
    JOB_ID: null,
    JOB_RUN_ID: null,
    SECURITY_CONFIGURATION: null,
    encryption_type: null,
    RedshiftTempDir: null,
    TempDir: null,
  };
  expect(JSON.parse(printed)).toEqual([
    { ...own, colour: 'green', two_words: 'a b' },
    'GlueArgumentError: the following arguments are required: --size',
    'RuntimeError: Using reserved arguments JOB_RUN_ID',
    'RuntimeError: Using reserved arguments job-bookmark-option',
    { ...own, RedshiftTempDir: 's3://t/', TempDir: 's3://t/' },
    { ...own, job_bookmark_option: 'job-bookmark-enable' },
    expect.stringContaining("GlueArgumentError: argument --job-bookmark-option: invalid choice: 'maybe'"),
    'RuntimeError: Missing option or value for --job-bookmark-to',
  ]);
});

test('a role may be given by its name', async () => {
  const { Job } = await glue.send(new GetJobCommand({ JobName: 'named' }));
  const result = await run('named');
  expect([Job?.Role, result?.ErrorMessage]).toEqual([
    'pathed',
    'the script ended with exit code 7 and wrote nothing to stderr',
  ]);
});

test.each([
  ['--job-bookmark-option', 'job-bookmark-enable'],
  ['--job-bookmark-option', 'job-bookmark-pause'],
  ['--enable-spark-ui', 'true'],
  ['--enable-glue-datacatalog', ''],
  ['--write-shuffle-files-to-s3', 'true'],
  ['--custom-logStream-prefix', 'mine'],
  ['--scriptLocation', 's3://b/other.py'],
  ['library-set', 'analytics'],
])('the argument %s with the value "%s" is refused by name, also in a template', async (name, value) => {
  const refusal = `the argument ${name} with the value ${value} is not supported by the local cloud`;
  const Arguments = { [name]: value };
  await expect(start('hello', { Arguments })).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: expect.stringContaining(refusal),
  });
  for (const property of ['DefaultArguments', 'NonOverridableArguments'])
    await expect(
      templateCloud(
        { Role: role('glue.amazonaws.com', []), J: job('hello', { [property]: Arguments }) },
        scripts,
      ),
    ).rejects.toThrow(`stack/J (AWS::Glue::Job): ${refusal}`);
});

test('arguments that change nothing here, or ask for nothing, are taken and handed to the script', async () => {
  const Arguments = {
    '--enable-metrics': 'true',
    '--enable-glue-datacatalog': 'false',
    '--job-bookmark-option': 'job-bookmark-disable',
    'library-set': 'none',
  };
  const result = await run('hello', { Arguments });
  const [, args] = await lines('/aws-glue/python-jobs/output', result?.Id);
  expect(args).toContain("'--enable-metrics', 'true', '--enable-glue-datacatalog', 'false'");
});

test('what does not exist and what is not supported are the modelled exceptions', async () => {
  await expect(start('none')).rejects.toThrow(EntityNotFoundException);
  await expect(runOf('hello', 'jr_none')).rejects.toThrow(EntityNotFoundException);
  await expect(start('hello', { Arguments: { '--datalake-formats': 'iceberg' } })).rejects.toThrow(
    InvalidInputException,
  );
});
