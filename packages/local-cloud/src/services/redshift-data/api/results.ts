import type { Shape } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import { page } from '../../page.ts';
import { invalid } from '../failure.ts';
import type { StatementRecord, StatementStore } from '../statements/statement-store.ts';
import type { Field } from '../warehouse/result-set.ts';

const text = (field: Field): string => ('isNull' in field ? '' : String(Object.values(field)[0]));
const csvField = (field: Field): string =>
  /[",\r\n]/.test(text(field)) ? `"${text(field).replaceAll('"', '""')}"` : text(field);

/** Whole numbers with all their digits. */
const exact = (field: Field): Shape =>
  'longValue' in field && typeof field.longValue === 'string'
    ? { longValue: BigInt(field.longValue) }
    : { ...field };

/** One page of a statement's result. Throws where it has none, or another format than the operation gives. */
export function resultShape(
  store: StatementStore,
  record: StatementRecord,
  part: number,
  wanted: 'JSON' | 'CSV',
  token: string | undefined,
): Shape {
  const { id, status, parts, format } = record;
  if (status !== 'FINISHED' || parts[part]?.hasResultSet !== true)
    throw new ServiceError(
      'ResourceNotFoundException',
      `Query does not have result. Please check query status with DescribeStatement: ${id} is ${status}`,
      400,
      { ResourceId: id },
    );
  if (format !== wanted)
    throw invalid(
      `The result of ${id} is ${format}: call ${format === 'CSV' ? 'GetStatementResultV2' : 'GetStatementResult'}`,
    );
  const result = store.result(id, part);
  // An empty answer would be a lie: the statement had rows.
  if (!result)
    throw new ServiceError('InternalServerException', `The result of ${id} is gone from the disk`, 500);
  const { items, nextToken } = page(result.pages, token, 1);
  const records = items.flatMap((number) => result.records(number));
  const csv = records.map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
  return {
    ColumnMetadata: result.columns,
    Records: wanted === 'CSV' ? [{ CSVRecords: csv }] : records.map((row) => row.map(exact)),
    ...(wanted === 'CSV' ? { ResultFormat: 'CSV' } : {}),
    TotalNumRows: result.rows,
    NextToken: nextToken,
  };
}
