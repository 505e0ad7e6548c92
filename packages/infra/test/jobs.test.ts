import { jobArguments, jobNames, resourceNames } from '@tlc-elt/contracts';
import { describe, expect, test } from 'vitest';
import { resources, stages } from './templates.ts';

const RUNTIMES = {
  spark: { kind: 'glueetl', GlueVersion: '5.1', WorkerType: 'G.1X', NumberOfWorkers: 2 },
  duckdb: { kind: 'pythonshell', MaxCapacity: 1 },
  small: { kind: 'pythonshell', MaxCapacity: 0.0625 },
};

describe.each(stages)('Glue jobs of stage %s', (stage) => {
  const jobs = new Map(
    resources(stage, 'AWS::Glue::Job').map(({ logicalId, properties }) => [logicalId, properties]),
  );

  test('are those of the contract, by its names', () => {
    const { jobs: names } = resourceNames(stage);
    expect(Object.fromEntries([...jobs].map(([id, { Name }]) => [id, Name]))).toEqual(names);
  });

  test.each(jobNames)(
    '%s gets every argument of the contract that a job gives, and no unknown one',
    (name) => {
      const given = Object.keys(jobs.get(name).DefaultArguments).map((argument) => argument.slice(2));
      const ofGlue = given.filter((argument) => argument === 'conf' || argument.includes('-'));
      const wanted = jobArguments[name].filter(({ from }) => from === 'job').map((argument) => argument.name);
      expect(given.filter((argument) => !ofGlue.includes(argument)).sort()).toEqual(wanted.sort());
      const allowed = [
        ...['extra-py-files', 'additional-python-modules', 'job-bookmark-option', 'enable-metrics'],
        ...[
          'conf',
          'enable-observability-metrics',
          'enable-job-insights',
          'enable-continuous-cloudwatch-log',
        ],
      ];
      expect(ofGlue.filter((argument) => !allowed.includes(argument))).toEqual([]);
    },
  );

  test.each(jobNames)(
    '%s is refused beyond its runs at once, ends by itself, and leaves retries to the workflow',
    (name) => {
      expect(jobs.get(name)).toMatchObject({ JobRunQueuingEnabled: false, MaxRetries: 0 });
      expect(jobs.get(name).Timeout).toBeLessThanOrEqual(60);
      expect(jobs.get(name).ExecutionProperty.MaxConcurrentRuns).toBe(name === 'MigrateWarehouse' ? 1 : 20);
    },
  );

  test('Spark asks S3 in the region where it runs', () => {
    const { '--conf': conf } = jobs.get('TransformTrips').DefaultArguments;
    expect(conf).toBe(stage === 'local' ? undefined : 'spark.hadoop.fs.s3a.endpoint.region=us-east-1');
  });

  test.each([
    ['IngestRaw', 'small'],
    ['TransformTrips', stage === 'local' ? 'duckdb' : 'spark'],
    ['LoadRedshift', 'small'],
    ['MigrateWarehouse', 'small'],
  ] as const)('%s runs as %s', (name, runtime) => {
    const { Command, GlueVersion, WorkerType, NumberOfWorkers, MaxCapacity } = jobs.get(name);
    const sizes = { GlueVersion, WorkerType, NumberOfWorkers, MaxCapacity };
    expect({
      kind: Command.Name,
      ...Object.fromEntries(Object.entries(sizes).filter(([, v]) => v !== undefined)),
    }).toEqual(RUNTIMES[runtime]);
    expect(Command.PythonVersion).toBe(runtime === 'spark' ? '3' : '3.9');
  });

  test('scripts and library lie under the hash of their content, which no deploy takes away', () => {
    const [deployment] = resources(stage, 'Custom::CDKBucketDeployment');
    const { DestinationBucketKeyPrefix: prefix, Prune, RetainOnDelete } = deployment?.properties ?? {};
    expect(prefix).toMatch(/^[0-9a-f]{64}$/);
    expect([Prune, RetainOnDelete ?? true]).toEqual([false, true]);
    for (const name of jobNames) {
      const { Command, DefaultArguments } = jobs.get(name);
      const folder = `s3://tlc-${stage}-scripts-${stage === 'local' ? '000000000000' : '123456789012'}-us-east-1/${prefix}/`;
      expect(Command.ScriptLocation.startsWith(`${folder}jobs/`)).toBe(true);
      const file = Command.Name === 'glueetl' ? 'tlc_elt-0.1.0.zip' : 'tlc_elt-0.1.0-py3-none-any.whl';
      expect(DefaultArguments['--extra-py-files']).toBe(`${folder}${file}`);
    }
  });

  test('modules that Glue installs are pinned, with all that they need', () => {
    for (const { Command, DefaultArguments } of jobs.values()) {
      const modules = DefaultArguments['--additional-python-modules'].split(',');
      if (Command.Name === 'pythonshell') expect(modules.length).toBeGreaterThan(6);
      else expect(modules).toEqual([expect.stringMatching(/^duckdb==/)]); // it needs no other
      for (const module of modules) expect(module).toMatch(/^[a-z0-9-]+==\d+\.\d+\.\d+(\.post\d)?$/);
    }
  });

  test('only the load job and the migration run as the owner of the tables', () => {
    const runsAs = Object.fromEntries(
      [...jobs].map(([id, { Role }]) => [id, Role['Fn::GetAtt'][0].replace(/Role.*/, '')]),
    );
    expect(runsAs).toEqual({
      IngestRaw: 'Ingest',
      TransformTrips: 'Transform',
      LoadRedshift: 'Load',
      MigrateWarehouse: 'Load',
    });
  });
});
