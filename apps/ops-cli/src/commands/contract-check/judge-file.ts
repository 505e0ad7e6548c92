import { basename } from 'node:path';
import {
  type DatasetContract,
  type Era,
  eraOfMonth,
  nextOf,
  type PipelineErrorName,
  type SourceMonth,
  sourceFileName,
} from '@tlc-elt/contracts';
import { UsageError } from '../../errors.ts';
import { monthIn } from '../month-in-name.ts';
import { scanOf } from './duckdb-scan.ts';
import { readFooter } from './footer.ts';
import { type Finding, judgeSchema } from './judge-schema.ts';
import { judgeValues } from './judge-values.ts';
import { type LocalFile, openFile } from './local-file.ts';
import { checkPages } from './pages.ts';
import { Malformed } from './thrift.ts';

/** The verdict that IngestRaw would give of a file. */
export interface FileVerdict {
  readonly file: string;
  readonly dataset: string;
  readonly month: SourceMonth;
  readonly ok: boolean;
  readonly rows: number | null;
  readonly era: string | null;
  readonly generated: boolean;
  /** Name of the error that the run would end with. */
  readonly error: PipelineErrorName | null;
  /** Why, where no single column is the reason. */
  readonly reason: string | null;
  readonly findings: readonly Finding[];
  readonly next: string | null;
}

/** Verdict of one file by a contract; its month is that of its name, where none is `named`. */
export async function judgeFile(
  file: string,
  named: SourceMonth | undefined,
  contract: DatasetContract,
): Promise<FileVerdict> {
  const month = named ?? monthOf(file, contract);
  const base = {
    file,
    dataset: contract.dataset,
    month,
    rows: null,
    era: null,
    generated: false,
    findings: [],
  };
  const own = eraOfMonth(contract, month);
  if (!own || own.refused)
    return refused(
      base,
      'MonthNotSupported',
      own?.refused ?? `the contract begins with ${contract.firstMonth}`,
    );
  const opened = await openFile(file);
  try {
    return await judged(base, contract, own, opened);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return refused(base, 'SourceFileInvalid', error.message);
  } finally {
    await opened.close();
  }
}

/** Footer, era, pages and values of a file, in IngestRaw's order; throws Malformed. */
async function judged(
  base: Base,
  contract: DatasetContract,
  own: Era,
  file: LocalFile,
): Promise<FileVerdict> {
  const footer = await readFooter(file);
  const { rows, generated } = footer;
  const { era, findings } = judgeSchema(contract, own, footer.columns);
  const read = { ...base, rows, era: era.name, generated };
  if (findings.length > 0) return { ...refused(read, 'SourceSchemaError', null), findings };
  if (rows === 0) throw new Malformed('is a parquet file without rows');
  await checkPages(file, footer);
  const wrong = await judgeValues(contract, era, footer, await scanOf(file.path));
  if (wrong.length > 0) return { ...refused(read, 'SourceSchemaError', null), findings: wrong };
  return { ...read, ok: true, error: null, reason: null, next: null };
}

type Base = Omit<FileVerdict, 'ok' | 'error' | 'reason' | 'next'>;

const refused = (base: Base, error: PipelineErrorName, reason: string | null): FileVerdict => ({
  ...base,
  ok: false,
  error,
  reason,
  next: nexts[error] ?? nextOf(error, base.month),
});

/** Where the advice for a run that failed is not that for a file at hand. */
const nexts: Partial<Record<PipelineErrorName, string>> = {
  SourceSchemaError: 'docs/adding-a-column.md shows how the contract learns a column, a type or an era',
  SourceFileInvalid: 'download the file again; if it is the same again, the publisher has to repair it',
};

function monthOf(file: string, contract: DatasetContract): SourceMonth {
  const name = basename(file);
  const month = monthIn(name)?.month;
  if (month !== undefined && sourceFileName(contract, month) === name) return month;
  throw new UsageError(`the name of ${file} does not say which month it is of`, 'add --month YYYY-MM');
}
