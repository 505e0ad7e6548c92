import type { DatasetContract, Era } from '@tlc-elt/contracts';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { readColumn } from '../../objects/parquet.ts';
import type { Finding } from './judge-schema.ts';
import type { PhysicalColumn } from './physical-schema.ts';

interface OpenFile {
  readonly rows: number;
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
}
interface Check {
  readonly column: string;
  readonly expected: string;
  readonly isWrong: (value: unknown) => boolean;
}

/** Values that their column of the table, or the era, cannot hold: a fraction or more than 32 bits in an INTEGER. */
export async function judgeValues(
  contract: DatasetContract,
  era: Era,
  columns: readonly PhysicalColumn[],
  file: OpenFile,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { column, expected, isWrong } of checksOf(contract, era, columns)) {
    let wrong = 0;
    let example: unknown;
    await readColumn(file, column, (value) => {
      if (value === null || value === undefined || !isWrong(value)) return;
      if (wrong === 0) example = value;
      wrong += 1;
    });
    if (wrong > 0)
      findings.push({
        column,
        expected,
        found: `${wrong} row(s) with another value, for example ${shown(example)}`,
      });
  }
  return findings;
}

function checksOf(contract: DatasetContract, era: Era, columns: readonly PhysicalColumn[]): Check[] {
  const narrowed = new Set(
    contract.columns.flatMap(({ type, source }) => (type === 'INTEGER' && source ? [source] : [])),
  );
  const types = new Map(era.columns.map((column) => [column.name, column.types as readonly string[]]));
  return columns.flatMap(({ name: column, type }): Check[] => {
    if ((type === 'INT64' || type === 'DOUBLE') && narrowed.has(column))
      return [{ column, expected: 'whole numbers that INTEGER can hold', isWrong: isNoInteger }];
    // The type that a column has in months where all its values are NULL.
    return types.get(column)?.includes(type)
      ? []
      : [{ column, expected: 'only NULL of this type', isWrong: () => true }];
  });
}

/** As IngestRaw shows it: whole numbers without a fraction or an exponent. */
const shown = (value: unknown): string =>
  Number.isInteger(value)
    ? String(BigInt(value as number))
    : String(value).replace('NaN', 'nan').replace('Infinity', 'inf');

function isNoInteger(value: unknown): boolean {
  const number = Number(value);
  return !Number.isInteger(number) || number < -2147483648 || number > 2147483647;
}
