import { INERT } from '../../assembly/resource-type.ts';

/**
 * Arguments that Glue takes for itself: `done`, or why they change nothing here. The script gets them too, as on AWS.
 * "Using job parameters in AWS Glue jobs", AWS Glue developer guide.
 */
export const GLUES_OWN: Readonly<Record<string, string>> = {
  '--additional-python-modules': 'done',
  '--extra-py-files': 'done',
  '--conf': 'done',
  '--extra-files': 'done',
  '--extra-jars': 'done',
  '--TempDir': 'changes nothing here: it is for the script, which gets it',
  '--enable-metrics': 'changes nothing here: services put no metrics of their own',
  '--enable-observability-metrics': 'changes nothing here: services put no metrics of their own',
  '--enable-job-insights': 'changes nothing here: there is one log stream a run',
  '--enable-continuous-cloudwatch-log': 'changes nothing here: lines are always logged as they come',
  '--enable-continuous-log-filter': 'changes nothing here: there are no heartbeats to filter',
  '--enable-auto-scaling': `changes nothing here: ${INERT.capacity}`,
  '--disable-proxy-v2': `changes nothing here: ${INERT.network}`,
};

const OFF = ['false'];

/** Arguments whose effect would be missed, each with the values by which it has none. */
export const REFUSED: Readonly<Record<string, readonly string[]>> = {
  '--job-bookmark-option': ['job-bookmark-disable'],
  '--job-bookmark-from': [],
  '--job-bookmark-to': [],
  '--continuation-option': ['continuation-ignore'],
  '--job-language': ['python'],
  '--scriptLocation': [],
  '--class': [],
  '--encryption-type': [],
  '--executor-cores': [],
  '--user-jars-first': OFF,
  '--use-postgres-driver': OFF,
  '--python-modules-installer-option': [],
  '--datalake-formats': [],
  '--enable-glue-datacatalog': OFF,
  '--enable-lakeformation-fine-grained-access': OFF,
  '--enable-spark-ui': OFF,
  '--spark-event-logs-path': [],
  '--spark-ui-event-logs-path': [],
  '--enable-rename-algorithm-v2': OFF,
  '--enable-s3-parquet-optimized-committer': ['true'],
  '--write-shuffle-files-to-s3': OFF,
  '--write-shuffle-spills-to-s3': OFF,
  '--auto-scale-within-microbatch': OFF,
  '--continuous-log-logGroup': [],
  '--continuous-log-logStreamPrefix': [],
  '--continuous-log-conversionPattern': [],
  '--custom-logGroup-prefix': [],
  '--custom-logStream-prefix': [],
  '--customer-driver-env-vars': [],
  '--customer-executor-env-vars': [],
  'library-set': ['none'],
};

/** The first argument that the local cloud would have to ignore, with its value. */
export function refusedArgument(args: Readonly<Record<string, string>>): string | undefined {
  const [name, value] =
    Object.entries(args).find(
      ([key, text]) => Object.hasOwn(REFUSED, key) && !REFUSED[key]?.includes(text),
    ) ?? [];
  return name && `the argument ${name} with the value ${value}`;
}

/** `--KEY value` for the script; for Spark also what Glue adds by itself. */
export function argvOf(
  args: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): string[] {
  const passed = {
    ...Object.fromEntries(
      Object.entries(args).filter(([name]) => name.startsWith('--') && GLUES_OWN[name] !== 'done'),
    ),
    ...added,
  };
  return Object.entries(passed).flat();
}

/** Items of an argument that is a list. */
export const listOf = (
  args: Readonly<Record<string, string>>,
  name: '--additional-python-modules' | '--extra-py-files' | '--extra-files' | '--extra-jars',
): string[] =>
  (args[name] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** `--conf a=1 --conf b=2`, Glue's way to give several. */
export const sparkConfOf = (args: Readonly<Record<string, string>>): string[] =>
  (args['--conf'] ?? '')
    .split(/\s+--conf\s+/)
    .map((item) => item.trim())
    .filter(Boolean);
