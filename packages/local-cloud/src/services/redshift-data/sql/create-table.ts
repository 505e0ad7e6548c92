import { SqlError, unsupported } from '../failure.ts';
import { argumentsAt, closing, nameOf, type Token } from './tokens.ts';
import { type SqlType, typeAt } from './types.ts';

export interface ColumnDefinition {
  readonly name: string;
  readonly type: SqlType;
  /** DuckDB's tokens behind the type: NOT NULL, DEFAULT. */
  readonly constraints: readonly Token[];
}

/** Words of a column that the planner uses and nobody enforces; and how many tokens follow each. */
function skipped(tokens: readonly Token[], index: number): number | undefined {
  const [upper, next] = [tokens[index]?.upper, tokens[index + 1]];
  if (upper === 'ENCODE') return 2;
  if (upper === 'DISTKEY' || upper === 'SORTKEY' || upper === 'UNIQUE') return 1;
  if (upper === 'PRIMARY' && next?.upper === 'KEY') return 2;
  if (upper === 'REFERENCES')
    return tokens[index + 2]?.text === '(' ? closing(tokens, index + 2) - index + 1 : 2;
  if (upper === 'NULL') return 1;
  return undefined;
}

/** One column of CREATE TABLE or of ADD COLUMN. */
export function columnDefinition(tokens: readonly Token[]): ColumnDefinition {
  const [name] = tokens;
  if (!name || (name.kind !== 'word' && name.kind !== 'quoted'))
    throw new SqlError(`syntax error at or near "${name?.text ?? ')'}"`);
  const { type, end } = typeAt(tokens, 1);
  const constraints: Token[] = [];
  for (let index = end + 1; index < tokens.length; ) {
    const skip = skipped(tokens, index);
    if (skip !== undefined) index += skip;
    else if (tokens[index]?.upper === 'NOT' && tokens[index + 1]?.upper === 'NULL') {
      constraints.push(...tokens.slice(index, index + 2));
      index += 2;
    } else if (tokens[index]?.upper === 'DEFAULT') {
      const stop = defaultEnd(tokens, index + 1);
      constraints.push(...tokens.slice(index, stop));
      index = stop;
    } else
      throw unsupported(
        `${tokens[index]?.text.toUpperCase()} in the definition of the column ${nameOf(name)}`,
      );
  }
  return { name: nameOf(name), type, constraints };
}

function defaultEnd(tokens: readonly Token[], start: number): number {
  let index = start;
  for (; index < tokens.length; index += 1) {
    if (tokens[index]?.text === '(') index = closing(tokens, index);
    else if (index > start && (skipped(tokens, index) !== undefined || tokens[index]?.upper === 'NOT')) break;
  }
  return index;
}

/** A limit in bytes, which Redshift enforces and DuckDB does not, as a CHECK whose name says the length. */
export const lengthCheck = ({ name, type }: ColumnDefinition): string =>
  type.length === undefined
    ? ''
    : `, CONSTRAINT "${name}_too_long_for_varchar_${type.length}" CHECK (strlen("${name}") <= ${type.length})`;

const KEYS: ReadonlySet<string> = new Set(['PRIMARY', 'UNIQUE', 'FOREIGN', 'CONSTRAINT']);

/** Words behind the column list: storage only, which DuckDB has none of. */
export function checkStorage(tokens: readonly Token[]): void {
  for (let index = 0; index < tokens.length; ) {
    const [upper, next] = [tokens[index]?.upper, tokens[index + 1]];
    if (upper === 'DISTSTYLE' || upper === 'BACKUP') index += 2;
    else if (upper === 'COMPOUND') index += 1;
    else if (upper === 'INTERLEAVED') throw unsupported('INTERLEAVED SORTKEY');
    else if (upper === 'DISTKEY' || upper === 'SORTKEY')
      index = next?.text === '(' ? closing(tokens, index + 1) + 1 : index + (next?.upper === 'AUTO' ? 2 : 1);
    else if (upper === 'ENCODE') index += 2;
    else throw new SqlError(`syntax error at or near "${tokens[index]?.text}"`);
  }
}

/** Columns between the parentheses at `open`; constraints of the table that Redshift does not enforce are left out. */
export function columnsAt(tokens: readonly Token[], open: number): ColumnDefinition[] {
  const parts = argumentsAt(tokens, open);
  if (parts[0]?.[0]?.upper === 'LIKE') throw unsupported('CREATE TABLE (LIKE …)');
  return parts.filter(([first]) => !(first?.kind === 'word' && KEYS.has(first.upper))).map(columnDefinition);
}
