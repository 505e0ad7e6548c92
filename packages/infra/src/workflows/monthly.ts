import { monthName } from '@tlc-elt/contracts';

/** What a command of ops gave. */
export interface Answer {
  readonly code: number;
  readonly stdout: string;
}
export type Ops = (args: readonly string[]) => Promise<Answer>;

export interface MonthlyInput {
  /** `all`: those that the stage runs each month. */
  readonly dataset: string;
  /** One month, or every published month that the ledger lacks. */
  readonly month?: string;
  readonly force: boolean;
}

export interface MonthlyResult {
  readonly outcome: 'loaded' | 'not published yet' | 'failed';
  /** Markdown for the job's summary. */
  readonly summary: string;
  readonly exitCode: 0 | 1;
}

/** Exit code of `ops run --no-wait` where the month is not published yet. */
const NOT_PUBLISHED = 4;

interface Run {
  readonly month?: string;
  readonly execution?: string | null;
  readonly status?: string;
  readonly outcome?: string | null;
  readonly error?: string | null;
  readonly cause?: string | null;
}
interface RunJson extends Run {
  readonly months?: readonly Run[];
  readonly not_published?: readonly string[];
}
interface VerifyJson {
  readonly months?: readonly {
    readonly dataset: string;
    readonly month: string;
    readonly status: string;
    readonly source_rows: number | null;
    readonly accepted_rows: number | null;
    readonly quarantined_rows: number | null;
    readonly table_rows: number | null;
    readonly problems: readonly { readonly message: string; readonly next: string }[];
  }[];
}

/** stdout as JSON; undefined where a command said nothing, which its exit code explains. */
function parsed<T>({ stdout }: Answer): T | undefined {
  try {
    return JSON.parse(stdout) as T;
  } catch {
    return undefined;
  }
}

/** A cell of a table: no line breaks, no bars, not longer than a reader bears. */
const cell = (value: unknown): string =>
  String(value ?? '')
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
const rows = (value: number | null): string => (value === null ? '?' : value.toLocaleString('en-US'));
const table = (head: readonly string[], lines: readonly (readonly unknown[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((line) => `| ${line.map(cell).join(' | ')} |`).join('\n');

function runsOf(answer: Answer): { runs: readonly Run[]; notPublished: readonly string[] } {
  const json = parsed<RunJson>(answer) ?? {};
  if (json.months)
    return {
      runs: json.months.filter(({ outcome }) => outcome !== 'not_published_no_wait'),
      notPublished: json.not_published ?? [],
    };
  if (answer.code === NOT_PUBLISHED)
    return { runs: [], notPublished: json.month === undefined ? [] : [json.month] };
  return { runs: json.execution === undefined ? [] : [json], notPublished: [] };
}

const verification = (answer: Answer): string => {
  const { months = [] } = parsed<VerifyJson>(answer) ?? {};
  if (months.length === 0)
    return answer.code === 0 ? 'Nothing is loaded.' : `\`ops verify\` ended with exit code ${answer.code}.`;
  return table(
    ['month', 'verified', 'source rows', 'accepted', 'quarantined', 'in the table'],
    months.map((month) => [
      monthName(month),
      [month.status, ...month.problems.map(({ message, next }) => `${message} (${next})`)].join('; '),
      ...[month.source_rows, month.accepted_rows, month.quarantined_rows, month.table_rows].map(rows),
    ]),
  );
};

function outcomeOf(run: Answer, verify: Answer): MonthlyResult['outcome'] {
  if (verify.code !== 0 || (run.code !== 0 && run.code !== NOT_PUBLISHED)) return 'failed';
  const { runs, notPublished } = runsOf(run);
  return runs.length === 0 && notPublished.length > 0 ? 'not published yet' : 'loaded';
}

/** Most passports of one summary: GitHub takes a megabyte for all steps of a job. */
const MOST_PASSPORTS = 12;

/** The passport of each month that was loaded anew. A report that fails is told, and fails nothing. */
async function passports(ops: Ops, runs: readonly Run[]): Promise<string[]> {
  const loaded = runs.flatMap(({ execution, status, outcome }) => {
    const [, dataset, month] = /^(.+)-(\d{4}-\d{2})-r\d+$/.exec(execution ?? '') ?? [];
    const isNew = status === 'SUCCEEDED' && outcome !== 'already_loaded';
    return isNew && dataset !== undefined && month !== undefined ? [{ dataset, month }] : [];
  });
  const texts: string[] = [];
  for (const { dataset, month } of loaded.slice(0, MOST_PASSPORTS)) {
    const { code, stdout } = await ops(['report', month, '--dataset', dataset]);
    const failed = `\`ops report ${month} --dataset ${dataset}\` ended with exit code ${code}; the log says why.`;
    texts.push(stdout === '' ? failed : stdout.trimEnd());
  }
  const left = loaded.length - MOST_PASSPORTS;
  return left > 0 ? [...texts, `${left} more months have a passport: \`ops report MONTH\`.`] : texts;
}

/** Runs what is due of a dataset, or of each (or one month) without waiting, verifies, and says both. */
export async function monthly(ops: Ops, { dataset, month, force }: MonthlyInput): Promise<MonthlyResult> {
  const which = [...(month === undefined ? ['--due'] : [month]), '--dataset', dataset];
  const run = await ops(['run', ...which, '--no-wait', '--json', ...(force ? ['--force'] : [])]);
  // Of several datasets others may be loaded: then all that is loaded is verified.
  const single = dataset === 'all' ? undefined : month;
  const absent = single !== undefined && run.code === NOT_PUBLISHED;
  const verify = absent
    ? { code: 0, stdout: '{"months":[]}' }
    : await ops(['verify', ...(single ? [single] : []), '--dataset', dataset, '--json']);
  const outcome = outcomeOf(run, verify);
  const { runs, notPublished } = runsOf(run);
  const parts = [`## ${outcome[0]?.toUpperCase()}${outcome.slice(1)}`];
  if (notPublished.length > 0)
    parts.push(`Not published yet: ${notPublished.join(', ')}. The next scheduled run asks again.`);
  if (runs.length > 0)
    parts.push(
      table(
        ['month', 'execution', 'status', 'cause'],
        runs.map(({ month, execution, status, outcome, error, cause }) => [
          month,
          execution,
          outcome === 'already_loaded' ? 'already loaded' : status,
          [error, cause].filter(Boolean).join(': '),
        ]),
      ),
    );
  else if (outcome === 'failed' && run.code !== 0)
    parts.push(`\`ops run\` ended with exit code ${run.code}; its log says why.`);
  if (!absent) parts.push(verification(verify));
  parts.push(...(await passports(ops, runs)));
  return { outcome, summary: `${parts.join('\n\n')}\n`, exitCode: outcome === 'failed' ? 1 : 0 };
}
