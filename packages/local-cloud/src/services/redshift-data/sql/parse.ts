import { SqlError, unsupported } from '../failure.ts';
import { Cursor, syntaxError } from './cursor.ts';
import { copy, unload } from './parse-copy.ts';
import { alter, create } from './parse-create.ts';
import { grantOrRevoke } from './parse-grant.ts';
import { REFUSED_STATEMENTS } from './refused.ts';
import type { Statement } from './statement.ts';
import { type Token, tokenize } from './tokens.ts';

function merge(cursor: Cursor): Statement {
  cursor.expect('INTO');
  const table = cursor.table();
  if (cursor.tokens.some(({ upper }) => upper === 'DUPLICATES'))
    throw unsupported('MERGE … REMOVE DUPLICATES');
  const text = cursor.tokens.map(({ upper }) => upper).join(' ');
  if (!text.includes('WHEN MATCHED') || !text.includes('WHEN NOT MATCHED'))
    throw new SqlError('MERGE needs WHEN MATCHED and WHEN NOT MATCHED');
  return { kind: 'merge', tokens: cursor.tokens, table };
}

function drop(cursor: Cursor): Statement {
  const what = cursor.takes('TABLE') ? 'TABLE' : 'VIEW';
  if (what === 'VIEW') cursor.expect('VIEW');
  const ifExists = cursor.takes('IF', 'EXISTS');
  const tables = cursor.list(() => cursor.table());
  if (!cursor.takes('CASCADE')) cursor.takes('RESTRICT');
  cursor.end();
  return { kind: 'drop', tokens: cursor.tokens, what, ifExists, tables };
}

/** EXPLAIN [VERBOSE] of a query, or of a statement that changes rows; Redshift's EXPLAIN runs nothing. */
function explain(cursor: Cursor): Statement {
  cursor.takes('VERBOSE');
  const { tokens, position, next } = cursor;
  if (next?.upper === 'ANALYZE') throw unsupported('EXPLAIN ANALYZE (Redshift has none)');
  const of = parseTokens(tokens.slice(position));
  if (of.kind === 'query' || of.kind === 'insert' || of.kind === 'update' || of.kind === 'delete')
    return { kind: 'explain', tokens, of };
  throw syntaxError(next);
}

/** Parses one statement; throws SqlError on a statement that is not served, or on a second one behind it. */
export function parseStatement(sql: string): Statement {
  return parseTokens(tokenize(sql));
}

function parseTokens(tokens: Token[]): Statement {
  while (tokens.at(-1)?.text === ';') tokens.pop();
  if (tokens.some(({ text, kind }) => text === ';' && kind === 'symbol'))
    throw new SqlError('one statement at a time: use BatchExecuteStatement for several');
  const cursor = new Cursor(tokens);
  const first = tokens[0];
  if (!first) throw new SqlError('the statement is empty');
  cursor.position = 1;
  switch (first.upper) {
    case 'SELECT':
    case 'WITH':
    case '(':
      return { kind: 'query', tokens };
    case 'EXPLAIN':
      return explain(cursor);
    case 'INSERT':
      cursor.expect('INTO');
      return { kind: 'insert', tokens, table: cursor.table() };
    case 'UPDATE':
      return { kind: 'update', tokens, table: cursor.table() };
    case 'DELETE': {
      const from = cursor.takes('FROM');
      const table = cursor.table();
      return { kind: 'delete', tokens: from ? tokens : tokens.toSpliced(1, 0, ...tokenize('FROM')), table };
    }
    case 'MERGE':
      return merge(cursor);
    case 'UNLOAD':
      return unload(cursor);
    case 'CREATE':
      return create(cursor);
    case 'DROP':
      return drop(cursor);
    case 'ALTER':
      return alter(cursor);
    case 'TRUNCATE':
      cursor.takes('TABLE');
      return { kind: 'truncate', tokens, table: cursor.table() };
    case 'GRANT':
      return grantOrRevoke('grant', cursor);
    case 'REVOKE':
      return grantOrRevoke('revoke', cursor);
    case 'LOCK': {
      cursor.takes('TABLE');
      const tables = cursor.list(() => cursor.table());
      cursor.end();
      return { kind: 'lock', tokens, tables };
    }
    case 'COPY':
      return copy(cursor);
    case 'ANALYZE':
    case 'VACUUM':
      return { kind: 'maintenance', tokens, word: first.upper };
    default: {
      const reason = REFUSED_STATEMENTS[first.upper];
      throw unsupported(
        `the statement ${first.text.toUpperCase()}${reason === undefined ? '' : ` (${reason})`}`,
      );
    }
  }
}
