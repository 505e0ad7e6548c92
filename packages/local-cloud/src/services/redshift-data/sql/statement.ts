import { SqlError, unsupported } from '../failure.ts';
import { nameOf, type Token, tokenize, unquote } from './tokens.ts';

/** What a statement does, as far as permissions and transactions care. */
export type Statement =
  | { readonly kind: 'query' | 'explain'; readonly tokens: Token[] }
  | { readonly kind: 'insert' | 'update' | 'delete'; readonly tokens: Token[]; readonly table: string }
  | {
      readonly kind: 'create';
      readonly tokens: Token[];
      readonly table: string;
      readonly what: 'table' | 'view';
    }
  | { readonly kind: 'drop' | 'alter' | 'truncate'; readonly tokens: Token[]; readonly table: string }
  | {
      readonly kind: 'grant' | 'revoke';
      readonly tokens: Token[];
      readonly privileges: string[];
      readonly tables: string[];
      readonly grantees: string[];
    }
  | { readonly kind: 'lock'; readonly tokens: Token[]; readonly tables: string[] }
  | { readonly kind: 'copy'; readonly tokens: Token[]; readonly table: string; readonly copy: CopyOptions }
  | { readonly kind: 'maintenance'; readonly tokens: Token[]; readonly word: 'ANALYZE' | 'VACUUM' };

export interface CopyOptions {
  readonly columns: string[] | undefined;
  readonly from: string;
  /** ARN, or `default`. */
  readonly iamRole: string;
  readonly manifest: boolean;
}

const syntaxError = (token: Token | undefined): SqlError =>
  new SqlError(`syntax error at or near "${token?.text ?? 'end of statement'}"`);

/** Walks over the tokens of one statement. */
class Cursor {
  readonly tokens: Token[];
  position = 0;

  constructor(tokens: Token[]) {
    this.tokens = tokens;
  }

  get next(): Token | undefined {
    return this.tokens[this.position];
  }

  /** Takes these words if they come next. */
  takes(...words: string[]): boolean {
    const fits = words.every((expected, offset) => this.tokens[this.position + offset]?.upper === expected);
    if (fits) this.position += words.length;
    return fits;
  }

  expect(...words: string[]): void {
    if (!this.takes(...words)) throw syntaxError(this.next);
  }

  take(kind: Token['kind']): Token {
    const token = this.next;
    if (token?.kind !== kind) throw syntaxError(token);
    this.position += 1;
    return token;
  }

  /** `name` or `public.name`; another schema is refused. */
  table(): string {
    const first = this.identifier();
    if (this.next?.text !== '.') return first;
    this.position += 1;
    if (first !== 'public') throw unsupported(`the schema ${first}`);
    return this.identifier();
  }

  identifier(): string {
    const token = this.next;
    if (token?.kind !== 'word' && token?.kind !== 'quoted') throw syntaxError(token);
    this.position += 1;
    return nameOf(token);
  }

  list(item: () => string): string[] {
    const items = [item()];
    while (this.takes(',')) items.push(item());
    return items;
  }

  end(): void {
    if (this.next) throw syntaxError(this.next);
  }
}

function grantOrRevoke(kind: 'grant' | 'revoke', cursor: Cursor): Statement {
  const privileges = cursor.list(() => cursor.identifier().toUpperCase());
  if (privileges[0] === 'ALL') cursor.takes('PRIVILEGES');
  cursor.expect('ON');
  cursor.takes('TABLE');
  const tables = cursor.list(() => cursor.table());
  cursor.expect(kind === 'grant' ? 'TO' : 'FROM');
  const grantees = cursor.list(() => {
    if (cursor.takes('PUBLIC')) return 'PUBLIC';
    cursor.takes('ROLE');
    return cursor.next?.kind === 'quoted' ? cursor.take('quoted').text.slice(1, -1) : cursor.identifier();
  });
  cursor.end();
  return { kind, tokens: cursor.tokens, privileges, tables, grantees };
}

function copy(cursor: Cursor): Statement {
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

function create(cursor: Cursor): Statement {
  cursor.takes('OR', 'REPLACE');
  const what = cursor.takes('VIEW') ? 'view' : 'table';
  if (what === 'table') cursor.expect('TABLE');
  cursor.takes('IF', 'NOT', 'EXISTS');
  return { kind: 'create', tokens: cursor.tokens, table: cursor.table(), what };
}

/** Parses one statement; throws SqlError on a statement that is not served, or on a second one behind it. */
export function parseStatement(sql: string): Statement {
  const tokens = tokenize(sql);
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
      return { kind: 'explain', tokens };
    case 'INSERT':
      cursor.expect('INTO');
      return { kind: 'insert', tokens, table: cursor.table() };
    case 'UPDATE':
      return { kind: 'update', tokens, table: cursor.table() };
    case 'DELETE':
      cursor.takes('FROM');
      return { kind: 'delete', tokens, table: cursor.table() };
    case 'CREATE':
      return create(cursor);
    case 'DROP':
      if (!cursor.takes('TABLE')) cursor.expect('VIEW');
      cursor.takes('IF', 'EXISTS');
      return { kind: 'drop', tokens, table: cursor.table() };
    case 'ALTER':
      cursor.expect('TABLE');
      return { kind: 'alter', tokens, table: cursor.table() };
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
    default:
      throw unsupported(`the statement ${first.text.toUpperCase()}`);
  }
}
