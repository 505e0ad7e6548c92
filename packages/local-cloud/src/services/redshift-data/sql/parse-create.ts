import { unsupported } from '../failure.ts';
import { checkStorage, columnDefinition, columnsAt } from './create-table.ts';
import { type Cursor, syntaxError } from './cursor.ts';
import { grantee } from './parse-grant.ts';
import type { AlterChange, Statement } from './statement.ts';
import { argumentsAt, closing, nameOf, type Token } from './tokens.ts';

/** CREATE TABLE, CREATE TABLE AS, CREATE VIEW. */
export function create(cursor: Cursor): Statement {
  const orReplace = cursor.takes('OR', 'REPLACE');
  const isMarked = cursor.takes('TEMP') || cursor.takes('TEMPORARY') || cursor.takes('LOCAL', 'TEMP');
  if (cursor.next?.upper === 'MATERIALIZED') throw unsupported('CREATE MATERIALIZED VIEW');
  const what = cursor.takes('VIEW') ? 'view' : 'table';
  if (what === 'table' && !cursor.takes('TABLE'))
    throw unsupported(`CREATE ${cursor.next?.text.toUpperCase() ?? ''}`);
  if (orReplace && what === 'table') throw syntaxError(cursor.next);
  const ifNotExists = cursor.takes('IF', 'NOT', 'EXISTS');
  const table = cursor.table();
  const temporary = isMarked || table.name.startsWith('#');
  const { tokens } = cursor;
  const base = { kind: 'create', tokens, table, what, temporary, ifNotExists, orReplace } as const;
  const open = cursor.next?.text === '(' ? cursor.position : -1;
  const as = tokens.findIndex(
    ({ upper, kind }, index) =>
      index >= cursor.position &&
      kind === 'word' &&
      upper === 'AS' &&
      (open < 0 || index > closing(tokens, open)),
  );
  if (as < 0 && open >= 0 && what === 'table') {
    checkStorage(tokens.slice(closing(tokens, open) + 1));
    return { ...base, columns: columnsAt(tokens, open) };
  }
  if (as < 0) throw syntaxError(cursor.next);
  if (ifNotExists && what === 'table') throw syntaxError(tokens[as]);
  const names = open < 0 ? undefined : argumentsAt(tokens, open).map(([name]) => nameOf(name as Token));
  checkStorage(tokens.slice(open < 0 ? cursor.position : closing(tokens, open) + 1, as));
  return {
    ...base,
    query: withoutBinding(tokens.slice(as + 1), what),
    ...(names === undefined ? {} : { names }),
  };
}

function withoutBinding(query: Token[], what: string): Token[] {
  const at = query.findIndex(
    ({ upper }, index) =>
      upper === 'WITH' && query[index + 1]?.upper === 'NO' && query[index + 2]?.upper === 'SCHEMA',
  );
  if (at >= 0 && what === 'view') throw unsupported('a late-binding view (WITH NO SCHEMA BINDING)');
  return query;
}

/** Words of ALTER TABLE about storage: accepted, and without meaning here. */
const STORAGE: ReadonlySet<string> = new Set(['DISTSTYLE', 'DISTKEY', 'SORTKEY', 'COMPOUND', 'ENCODE']);

/** ALTER TABLE. */
export function alter(cursor: Cursor): Statement {
  cursor.expect('TABLE');
  const table = cursor.table();
  const made = (action: AlterChange): Statement => ({ kind: 'alter', tokens: cursor.tokens, table, action });
  if (cursor.takes('ADD')) {
    cursor.takes('COLUMN');
    if (cursor.next?.upper === 'CONSTRAINT' || cursor.next?.upper === 'PRIMARY')
      return made({ change: 'storage' });
    return made({ change: 'add', column: columnDefinition(cursor.tokens.slice(cursor.position)) });
  }
  if (cursor.takes('DROP')) {
    cursor.takes('COLUMN');
    const column = cursor.identifier();
    if (!cursor.takes('CASCADE')) cursor.takes('RESTRICT');
    cursor.end();
    return made({ change: 'drop', column });
  }
  if (cursor.takes('RENAME', 'TO')) return made({ change: 'rename', to: last(cursor) });
  if (cursor.takes('RENAME')) {
    cursor.takes('COLUMN');
    const column = cursor.identifier();
    cursor.expect('TO');
    return made({ change: 'rename-column', column, to: last(cursor) });
  }
  if (cursor.takes('OWNER', 'TO')) return made({ change: 'owner', to: grantee(cursor) });
  if (cursor.takes('ALTER') && STORAGE.has(cursor.next?.upper ?? '')) return made({ change: 'storage' });
  throw unsupported(`ALTER TABLE … ${cursor.next?.text.toUpperCase() ?? ''}`);
}

function last(cursor: Cursor): string {
  const name = cursor.identifier();
  cursor.end();
  return name;
}
