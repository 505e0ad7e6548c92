/** Exit codes of every command; `ops --help` prints the table. */
export const ExitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  notPublished: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export const EXIT_CODE_HELP = `Exit codes:
  0    right
  1    the run failed, or what was checked is not right
  2    usage
  3    the stage is not reachable; the message says what to do
  4    not published yet (with --no-wait)
  130  watching was stopped; a run goes on`;
