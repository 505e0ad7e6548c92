/**
 * Arguments that Glue takes for itself, with what the local cloud does by them. The script gets them too, as on AWS.
 * "Using job parameters in AWS Glue jobs", AWS Glue developer guide.
 */
export const GLUES_OWN: Readonly<Record<string, 'done' | 'changes nothing here'>> = {
  '--additional-python-modules': 'done',
  '--extra-py-files': 'done',
  '--conf': 'done',
  '--extra-files': 'done',
  '--extra-jars': 'done',
  '--job-language': 'changes nothing here',
  '--job-bookmark-option': 'changes nothing here',
  '--TempDir': 'changes nothing here',
  '--enable-metrics': 'changes nothing here',
  '--enable-observability-metrics': 'changes nothing here',
  '--enable-job-insights': 'changes nothing here',
  '--enable-continuous-cloudwatch-log': 'changes nothing here',
  '--enable-spark-ui': 'changes nothing here',
  '--spark-event-logs-path': 'changes nothing here',
  '--enable-auto-scaling': 'changes nothing here',
  '--enable-rename-algorithm-v2': 'changes nothing here',
  'library-set': 'changes nothing here',
};

/** Arguments whose effect a script would miss. */
export const REFUSED = [
  '--class',
  '--user-jars-first',
  '--python-modules-installer-option',
  '--datalake-formats',
  '--enable-glue-datacatalog',
  '--use-postgres-driver',
];

/** The first argument that the local cloud would have to ignore. */
export const refusedArgument = (names: Iterable<string>): string | undefined =>
  [...names].find((name) => REFUSED.includes(name));

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
