const FILTER = /^(?:--filter|-F)(?:=(.*))?$/;
const ONE_PACKAGE = /^@tlc-elt\/[\w-]+$/;

/** Values of `--filter=x`, `--filter x`, `-F x`. */
function filtersOf(argv: readonly string[]): string[] {
  return argv.flatMap((argument, index) => {
    const match = FILTER.exec(argument);
    return match ? [match[1] ?? argv[index + 1] ?? ''] : [];
  });
}

/** Tasks that are for a stage on AWS. */
const ON_AWS = ['deploy', 'diff'];

/** Whether turbo would deploy, or compare with what is deployed: refused for stage local before it synthesizes. */
export function isForAws(argv: readonly string[]): boolean {
  const typed = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const tasks = typed[0] === 'run' ? typed.slice(1) : typed;
  return tasks.some((argument) => ON_AWS.includes(argument.split(':')[0] ?? ''));
}

/**
 * Arguments for turbo itself. turbo runs what a task depends on whatever `--filter` says, so `deploy` of one package
 * becomes its task `deploy:alone`, which depends on the synthesis only; everything else stays as it is.
 */
export function turboArguments(argv: readonly string[]): string[] {
  // What stands behind `--` is for the tasks.
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const filters = filtersOf(argv.slice(0, end));
  const alone = filters.length === 1 && ONE_PACKAGE.test(filters[0] ?? '');
  const isTask = (index: number): boolean => argv[index] === 'deploy' && index < end;
  return argv.map((argument, index) => (alone && isTask(index) ? 'deploy:alone' : argument));
}
