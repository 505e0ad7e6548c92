import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  type DatasetContract,
  type Era,
  eraOfMonth,
  GENERATED_KEY,
  nextOf,
  type PipelineErrorName,
  SourceMonth,
  sourceFileName,
} from '@tlc-elt/contracts';
import type { AsyncBuffer } from 'hyparquet';
import { Failed, UsageError } from '../../errors.ts';
import { NotParquet, openBuffer } from '../../objects/parquet.ts';
import { type Finding, judgeSchema } from './judge-schema.ts';
import { judgeValues } from './judge-values.ts';
import { physicalSchema } from './physical-schema.ts';

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
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new Failed(`${file} cannot be read: ${error.code ?? error.message}`);
  });
  try {
    return await judged(base, contract, own, await bufferOf(handle));
  } catch (error) {
    if (!(error instanceof NotParquet)) throw error;
    return refused(base, 'SourceFileInvalid', error.message);
  } finally {
    await handle.close();
  }
}

/** Footer, era and values of a file; throws NotParquet. */
async function judged(
  base: Base,
  contract: DatasetContract,
  own: Era,
  file: AsyncBuffer,
): Promise<FileVerdict> {
  const parquet = await openBuffer(file);
  const columns = physicalSchema(parquet.metadata);
  const { era, findings } = judgeSchema(contract, own, columns);
  const read = { ...base, rows: parquet.rows, era: era.name, generated: saysGenerated(parquet.metadata) };
  const wrong = findings.length > 0 ? findings : await valuesOf(contract, era, columns, parquet);
  if (wrong.length > 0) return { ...refused(read, 'SourceSchemaError', null), findings: wrong };
  return { ...read, ok: true, error: null, reason: null, next: null };
}

/** As `judgeValues`; what cannot be decoded is no whole parquet file. */
const valuesOf = (...args: Parameters<typeof judgeValues>): Promise<Finding[]> =>
  judgeValues(...args).catch((error: unknown) => {
    throw new NotParquet(`its pages cannot be read: ${(error as Error).message}`);
  });

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
  const month = SourceMonth.safeParse(/\d{4}-\d{2}/.exec(name)?.[0]);
  if (month.success && sourceFileName(contract, month.data) === name) return month.data;
  throw new UsageError(`the name of ${file} does not say which month it is of`, 'add --month YYYY-MM');
}

async function bufferOf(handle: Awaited<ReturnType<typeof open>>): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(end - start);
      await handle.read(bytes, 0, bytes.byteLength, start);
      return bytes.buffer;
    },
  };
}

/** The mark that the generator of demonstration months leaves in its files. */
const saysGenerated = ({
  key_value_metadata = [],
}: {
  key_value_metadata?: { key: string; value?: string }[];
}) => key_value_metadata.some(({ key, value }) => key === GENERATED_KEY && value === 'true');
