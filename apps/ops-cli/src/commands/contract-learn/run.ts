import { type DatasetContract, datasets, type Era } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
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
  const patch = patchOf(known, months);
  const refused: string[] = [];
  for (const { file, month } of months) {
    const { reason, findings } = await judgeFile(file, month, patch.contract);
    const what = findings.map(
      ({ column, expected, found }) => `column ${column}: expected ${expected}, found ${found}`,
    );
    if (reason !== null) what.push(reason);
    refused.push(...what.map((each) => `${month}: still refused: ${each}`));
  }
  return {
    dataset: known.dataset,
    kind: 'patch',
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
