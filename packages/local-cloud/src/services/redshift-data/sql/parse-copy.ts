import { SqlError, unsupported } from '../failure.ts';
import type { Cursor } from './cursor.ts';
import type { Statement } from './statement.ts';
import { tokenize, unquote } from './tokens.ts';

/** COPY … FORMAT AS PARQUET. */
export function copy(cursor: Cursor): Statement {
  const table = cursor.table();
  let columns: string[] | undefined;
  if (cursor.takes('(')) {
    columns = cursor.list(() => cursor.identifier());
    cursor.expect(')');
  }
  cursor.expect('FROM');
  const from = unquote(cursor.take('string'));
  if (!from.startsWith('s3://')) throw unsupported(`COPY from ${from}`);
  let [iamRole, parquet, manifest] = ['', false, false];
  while (cursor.next) {
    if (cursor.takes('IAM_ROLE'))
      iamRole = cursor.takes('DEFAULT') ? 'default' : unquote(cursor.take('string'));
    else if (cursor.takes('FORMAT', 'AS', 'PARQUET') || cursor.takes('FORMAT', 'PARQUET')) parquet = true;
    else if (cursor.takes('MANIFEST')) manifest = true;
    else if (cursor.takes('MAXERROR'))
      throw new SqlError('MAXERROR argument is not supported for PARQUET based COPY');
    else throw unsupported(`COPY with ${cursor.next.text}`);
  }
  if (!parquet) throw unsupported('COPY without FORMAT AS PARQUET');
  if (iamRole === '') throw new SqlError('COPY needs IAM_ROLE');
  return { kind: 'copy', tokens: cursor.tokens, table, copy: { columns, from, iamRole, manifest } };
}

/** UNLOAD ('query') TO 's3://…' with FORMAT PARQUET. */
export function unload(cursor: Cursor): Statement {
  cursor.expect('(');
  const query = tokenize(unquote(cursor.take('string')));
  cursor.expect(')');
  cursor.expect('TO');
  const to = unquote(cursor.take('string'));
  if (!to.startsWith('s3://')) throw unsupported(`UNLOAD to ${to}`);
  let [iamRole, parquet] = ['', false];
  const flags = { allowOverwrite: false, cleanPath: false, manifest: false };
  while (cursor.next) {
    if (cursor.takes('IAM_ROLE'))
      iamRole = cursor.takes('DEFAULT') ? 'default' : unquote(cursor.take('string'));
    else if (cursor.takes('FORMAT')) {
      cursor.takes('AS');
      cursor.expect('PARQUET');
      parquet = true;
    } else if (cursor.takes('PARQUET')) parquet = true;
    else if (cursor.takes('ALLOWOVERWRITE')) flags.allowOverwrite = true;
    else if (cursor.takes('CLEANPATH')) flags.cleanPath = true;
    else if (cursor.takes('MANIFEST') && cursor.next?.upper !== 'VERBOSE') flags.manifest = true;
    else if (cursor.takes('PARALLEL')) cursor.position += 1;
    else throw unsupported(`UNLOAD with ${cursor.next.text}`);
  }
  if (!parquet) throw unsupported('UNLOAD without FORMAT AS PARQUET');
  if (iamRole === '') throw new SqlError('UNLOAD needs IAM_ROLE');
  return { kind: 'unload', tokens: cursor.tokens, query, unload: { to, iamRole, ...flags } };
}
