import { unsupported } from '../failure.ts';
import { closing, nameOf, symbol, type Token, word } from './tokens.ts';

/** Redshift's words about storage and keys that its planner uses and nobody enforces; DuckDB has none of them. */
function withoutStorage(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const { upper } = tokens[index] ?? { upper: '' };
    const next = tokens[index + 1];
    if (upper === 'ENCODE' || upper === 'DISTSTYLE' || upper === 'BACKUP') index += 1;
    else if (upper === 'COMPOUND' && next?.upper === 'SORTKEY') continue;
    else if (upper === 'INTERLEAVED') throw unsupported('INTERLEAVED SORTKEY');
    else if (upper === 'DISTKEY' || upper === 'SORTKEY')
      index = next?.text === '(' ? closing(tokens, index + 1) : next?.upper === 'AUTO' ? index + 1 : index;
    else if (upper === 'PRIMARY' && next?.upper === 'KEY')
      index = tokens[index + 2]?.text === '(' ? closing(tokens, index + 2) : index + 1;
    else if (upper === 'UNIQUE' || upper === 'REFERENCES' || upper === 'FOREIGN' || upper === 'IDENTITY')
      throw unsupported(`${upper} in CREATE TABLE`);
    else kept.push(tokens[index] as Token);
  }
  return kept;
}

const VARCHARS = new Set(['VARCHAR', 'NVARCHAR']);
/** Length of VARCHAR without one, and of MAX: Redshift's "Character types". */
const DEFAULT_LENGTH = 256;
const MAX_LENGTH = 65_535;

/** Lengths in bytes, which Redshift enforces and DuckDB does not, as CHECK constraints whose name says the length. */
function withLengths(tokens: readonly Token[], open: number): Token[] {
  const end = closing(tokens, open);
  const checks: Token[] = [];
  for (let index = open + 1; index < end; index += 1) {
    const type = tokens[index];
    const column = tokens[index - 1];
    if (!type || !column || !VARCHARS.has(type.upper) || type.kind !== 'word') continue;
    const given = tokens[index + 1]?.text === '(' ? tokens[index + 2] : undefined;
    const length =
      given === undefined ? DEFAULT_LENGTH : given.upper === 'MAX' ? MAX_LENGTH : Number(given.text);
    const name = nameOf(column);
    checks.push(
      symbol(','),
      word(`CONSTRAINT ${name}_too_long_for_varchar_${length} CHECK (strlen("${name}") <= ${length})`),
    );
  }
  const withoutMax = tokens.map((token, index) =>
    token.upper === 'MAX' && tokens[index - 1]?.text === '(' ? word(String(MAX_LENGTH)) : token,
  );
  return withoutMax.toSpliced(end, 0, ...checks);
}

/** CREATE TABLE in DuckDB's dialect. */
export function createTable(tokens: readonly Token[]): Token[] {
  const kept = withoutStorage(tokens);
  const open = kept.findIndex(({ text }, index) => text === '(' && kept[index - 1]?.upper !== 'AS');
  const asSelect = kept.findIndex(({ upper }) => upper === 'AS');
  return open < 0 || (asSelect >= 0 && asSelect < open) ? kept : withLengths(kept, open);
}
