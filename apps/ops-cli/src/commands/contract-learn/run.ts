import { type DatasetContract, datasets, type Era, eraOfMonth } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { ExitCode } from '../../exit-code.ts';
import type { Runtime } from '../../runtime.ts';
import { oneLine } from '../../terminal/screen.ts';
import { scanOf } from '../contract-check/duckdb-scan.ts';
import { judgeFile } from '../contract-check/judge-file.ts';
import { contractText, type Learned } from './contract-text.ts';
import { erasOf } from './eras.ts';
import { datasetByName, type NamedFiles, namedFiles } from './file-name.ts';
import { patchOf } from './patch.ts';
import { patchText } from './patch-text.ts';
import { type MonthSeen, readMonth } from './read-month.ts';
import { keysOf, type LearnedRule, rowsOf, rulesOf, timeOf } from './rules.ts';
import { type LeftOut, tableOf } from './table.ts';

export interface Options {
  readonly files: readonly string[];
  /** A new name, or that of a contract; by the names of the files where undefined. */
  readonly dataset: string | undefined;
}

export interface Result {
  readonly dataset: string;
  /** A whole contract, or what a known one lacks. */
  readonly kind: 'contract' | 'patch';
  /** Whether every file is taken by what is proposed. */
  readonly ok: boolean;
  readonly files: readonly { readonly file: string; readonly month: string; readonly rows: number }[];
  /** Of a contract all, of a patch those that are new or otherwise. */
  readonly eras: readonly Era[];
  readonly columns: DatasetContract['columns'];
  readonly left_out: readonly LeftOut[];
  readonly rules: readonly LearnedRule[];
  /** Columns that are different in every row of each file. */
  readonly keys: readonly string[];
  /** What was found, and what to look at. */
  readonly sentences: readonly string[];
  /** The contract, or what to write where; '' where nothing is lacking. */
  readonly typescript: string;
}

/** Reads every file, one after the other, and proposes what takes them. Needs no stage. */
export async function run({ files, dataset }: Options, runtime: Runtime): Promise<Result> {
  const named = namedFiles(files.map((file) => runtime.fileOf(file)));
  const months: MonthSeen[] = [];
  for (const file of named.files) {
    runtime.progress.status(`reading ${file.path} (${months.length + 1} of ${named.files.length})`);
    months.push(await readMonth(file));
  }
  const name = dataset ?? datasetByName(named.fileName);
  const known = Object.values(datasets).find((contract) => contract.dataset === name);
  const result = known ? await learnPatch(known, months) : await learnContract(name, named, months);
  runtime.progress.status('');
  return result;
}

const filesOf = (months: readonly MonthSeen[]): Result['files'] =>
  months.map(({ file, month, rows }) => ({ file, month, rows }));

async function learnContract(
  dataset: string,
  { fileName }: NamedFiles,
  months: readonly MonthSeen[],
): Promise<Result> {
  const eras = erasOf(dataset, months) as unknown as Learned['eras'];
  const { columns, leftOut } = tableOf(eras, months);
  const time = timeOf(columns, months);
  const rules = rulesOf(columns, time, months);
  const keys = await exactly(keysOf(columns, months), months);
  const learned: Learned = {
    dataset,
    fileName,
    files: months.length,
    rows: rowsOf(months),
    rowsOfMonth: months.at(-1)?.rows ?? 0,
    largestBytes: Math.max(...months.map(({ bytes }) => bytes)),
    eras,
    columns,
    time,
    rules,
    keys,
  };
  return {
    dataset,
    kind: 'contract',
    ok: true,
    files: filesOf(months),
    eras,
    columns,
    left_out: leftOut,
    rules,
    keys,
    sentences: [
      ...gaps(eras, months),
      ...leftOut.map(({ column, reason }) => `column ${column} is not in the table: ${reason}`),
    ],
    typescript: contractText(learned),
  };
}

/** Borders between eras for which files in between were not given. */
function gaps(eras: readonly Era[], months: readonly MonthSeen[]): string[] {
  return eras.slice(1).flatMap(({ name, from, to: _ }, index) => {
    const before = months.filter(({ month }) => month < from).at(-1)?.month;
    return before === undefined || eras[index]?.to === before
      ? []
      : [`era ${name} begins between ${before} and ${from}: no file in between was given`];
  });
}

/** The columns whose values are different in every row by count, not by estimate. */
async function exactly(columns: readonly string[], months: readonly MonthSeen[]): Promise<string[]> {
  let left = [...columns];
  for (const { file, rows } of months) {
    if (left.length === 0) return [];
    const counted = await (await scanOf(file))(left.map((column) => `COUNT(DISTINCT "${column}")`));
    left = left.filter((_, index) => Number(counted[index]) === rows);
  }
  return left;
}

async function learnPatch(known: DatasetContract, months: readonly MonthSeen[]): Promise<Result> {
  for (const month of months) requireAlike(known, month);
  const patch = patchOf(known, months);
  const refused = await refusals(patch.contract, months);
  return {
    dataset: known.dataset,
    kind: 'patch',
    ok: refused.length === 0,
    files: filesOf(months),
    eras: patch.eras,
    columns: patch.columns,
    left_out: [],
    rules: [],
    keys: [],
    sentences: [...patch.sentences, ...refused],
    typescript: patchText(known, patch),
  };
}

/** Throws UsageError where a file has less than half of the columns of every era: it is of another dataset. */
function requireAlike(known: DatasetContract, { file, month, columns }: MonthSeen): void {
  if (eraOfMonth(known, month)?.refused !== undefined) return;
  const names = new Set(columns.map(({ name }) => name));
  const isOf = (era: Era): boolean =>
    2 * era.columns.filter(({ name }) => names.has(name)).length >= era.columns.length;
  if (known.eras.some((era) => era.refused === undefined && isOf(era))) return;
  throw new UsageError(
    `${file} has less than half of the columns of any era of ${known.dataset}: it is of another dataset`,
    'give --dataset the name of that one, or a new name',
  );
}

/** Files that the contract would still refuse, though it has the patch. */
async function refusals(contract: DatasetContract, months: readonly MonthSeen[]): Promise<string[]> {
  const refused: string[] = [];
  for (const { file, month } of months) {
    const { ok, reason, findings } = await judgeFile(file, month, contract);
    const [first] = findings;
    const more = findings.length > 1 ? ` and ${findings.length - 1} more` : '';
    const what = first
      ? `column ${first.column}: expected ${first.expected}, found ${first.found}${more}`
      : reason;
    if (!ok) refused.push(`${month}: still refused: ${what}`);
  }
  return refused;
}

/** A patch that leaves a file refused is none. */
export const exitCode = ({ ok }: Result): ExitCode => (ok ? ExitCode.ok : ExitCode.failed);

/** The TypeScript alone of a new contract, so that it can be written into its file; sentences before a patch. */
export function render({ kind, dataset, sentences, typescript }: Result, { hint }: View): string {
  const told = sentences.map(oneLine);
  if (kind === 'contract')
    return [...told.map((sentence) => `// ${sentence}.`), typescript.trimEnd()].join('\n');
  const next =
    typescript === ''
      ? []
      : [
          '',
          typescript,
          '',
          `next:  docs/adding-a-column.md says where each line goes; then \`${hint(`contract check FILE --dataset ${dataset}`)}\``,
        ];
  return [...told, ...next].join('\n');
}
