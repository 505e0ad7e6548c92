const FILTER = /^(?:--filter|-F)(?:=(.*))?$/;
const ONE_PACKAGE = /^@tlc-elt\/[\w-]+$/;

/** Values of `--filter=x`, `--filter x`, `-F x`. */
function filtersOf(argv: readonly string[]): string[] {
  return argv.flatMap((argument, index) => {
    const match = FILTER.exec(argument);
    return match ? [match[1] ?? argv[index + 1] ?? ''] : [];
  });
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
