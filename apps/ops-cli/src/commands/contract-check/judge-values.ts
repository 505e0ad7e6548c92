import { acceptedTypes, type DatasetContract, type Era, valueChecks } from '@tlc-elt/contracts';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { readColumn } from '../../objects/parquet.ts';
import type { Finding } from './judge-schema.ts';
import type { PhysicalColumn } from './physical-schema.ts';

interface OpenFile {
  readonly rows: number;
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
}

/** Values that their column of the table, or the era, cannot hold: a fraction or more than 32 bits in an INTEGER. */
export async function judgeValues(
  contract: DatasetContract,
  era: Era,
  columns: readonly PhysicalColumn[],
  file: OpenFile,
): Promise<Finding[]> {
  const known = new Map(era.columns.map((column) => [column.name, acceptedTypes(contract, column).accepts]));
  const findings: Finding[] = [];
  for (const { name: column, type } of columns) {
    const check = known.get(column)?.[type] ?? 'any';
    if (check === 'any') continue;
    let wrong = 0;
    let example: unknown;
    await readColumn(file, column, (value) => {
      if (value === null || value === undefined || !isWrongBy[check](value)) return;
      if (wrong === 0) example = value;
      wrong += 1;
    });
    const found = `${wrong} row(s) with another value, for example ${shown(example)}`;
    if (wrong > 0) findings.push({ column, expected: valueChecks[check].expected, found });
  }
  return findings;
}

/** As IngestRaw shows it: whole numbers without a fraction or an exponent. */
const shown = (value: unknown): string =>
  Number.isInteger(value)
    ? String(BigInt(value as number))
    : String(value).replace('NaN', 'nan').replace('Infinity', 'inf');

/** What `valueChecks` says in SQL, of a decoded value that is not NULL. */
const isWrongBy = { integer: isNoInteger, null: () => true };

function isNoInteger(value: unknown): boolean {
  const number = Number(value);
  return !Number.isInteger(number) || number < -2147483648 || number > 2147483647;
}
