/** A word or a mark of a statement; texts, quoted names and comments are left out. */
type Token = string;

// An alternative for each lexical form of PostgreSQL and its descendants, $tag$…$tag$ and E'…' included; comments can be
// nested, and are followed to their end by a loop.
const LEXEME =
  /--[^\n]*|\/\*|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$|[A-Za-z_]\w*|;|[^\s]/g;

/** Statement words in upper case and `;`; undefined where a comment, text or name is never closed. */
function tokens(sql: string): Token[] | undefined {
  const words: Token[] = [];
  const lexeme = new RegExp(LEXEME);
  for (let match = lexeme.exec(sql); match; match = lexeme.exec(sql)) {
    const [text] = match;
    const end =
      text === '/*' ? endOfComment(sql, lexeme.lastIndex) : endOfDollarText(sql, match, lexeme.lastIndex);
    if (end === undefined || text === "'" || text === '"') return undefined;
    lexeme.lastIndex = end;
    if (/^[A-Za-z_]\w*$/.test(text)) words.push(text.toUpperCase());
    else if (text === ';') words.push(text);
  }
  return words;
}

function endOfComment(sql: string, start: number): number | undefined {
  let depth = 1;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  for (let match = mark.exec(sql); match; match = mark.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return undefined;
}

function endOfDollarText(sql: string, match: RegExpExecArray, start: number): number | undefined {
  if (!/^\$\w*\$$/.test(match[0])) return start;
  const end = sql.indexOf(match[0], start);
  return end === -1 ? undefined : end + match[0].length;
}

export type StatementClass =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly verb: string }
  | { readonly kind: 'refused'; readonly reason: string };

const reading = new Set(['SELECT', 'WITH', 'SHOW', 'EXPLAIN']);
/** Words by which a statement that begins as a reading one writes: WITH … DELETE, SELECT … INTO, EXPLAIN ANALYZE INSERT. */
const writing = new Set([
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'INTO',
  'CREATE',
  'DROP',
  'ALTER',
  'TRUNCATE',
  'COPY',
  'UNLOAD',
  'GRANT',
  'REVOKE',
  'CALL',
]);

/** First words of the other statements that Redshift has. */
const others =
  'ABORT ANALYZE BEGIN CANCEL CLOSE COMMENT COMMIT DEALLOCATE DECLARE DESC DETACH ATTACH END EXECUTE FETCH LOCK PREPARE REFRESH RESET ROLLBACK SET START USE VACUUM'.split(
    ' ',
  );
const known = [...reading, ...writing, ...others];

/** Letters that must be put in, left out or changed to make one word of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, there] of [...other].entries())
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === there ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** What is wrong with a first word that no statement has. */
function misspelt(word: string): string {
  const [near] = known
    .map((statement) => ({ statement, apart: distance(word, statement) }))
    .filter(({ apart }) => apart <= 2)
    .sort((one, other) => one.apart - other.apart);
  return `no statement begins with ${word}${near === undefined ? '' : `; did you mean ${near.statement}?`}`;
}

/** Whether a statement reads or writes, by its class and not by what it touches. */
export function classify(sql: string): StatementClass {
  const words = tokens(sql);
  if (words === undefined) return { kind: 'refused', reason: 'a text, a name or a comment is never closed' };
  while (words.at(-1) === ';') words.pop();
  const first = words[0];
  if (first === undefined) return { kind: 'refused', reason: 'there is no statement' };
  if (words.includes(';')) return { kind: 'refused', reason: 'there is more than one statement' };
  if (!known.includes(first)) return { kind: 'refused', reason: misspelt(first) };
  if (!reading.has(first)) return { kind: 'write', verb: first };
  if (first === 'EXPLAIN' && words[1] === 'ANALYZE') return { kind: 'write', verb: 'EXPLAIN ANALYZE' };
  const explained = words[words[1] === 'VERBOSE' ? 2 : 1];
  if (first === 'EXPLAIN' && !['SELECT', 'WITH'].includes(explained ?? ''))
    return { kind: 'write', verb: `EXPLAIN … ${explained ?? ''}`.trim() };
  const hidden = first === 'SHOW' ? undefined : words.find((word) => writing.has(word));
  return hidden === undefined ? { kind: 'read' } : { kind: 'write', verb: `${first} … ${hidden}` };
}
