import type { Value } from '../warehouse/values.ts';
import type { Column, Rows } from './rows.ts';

/** Letters that are written at once. */
const CHUNK = 64 * 1024;

/** Rows as CSV (RFC 4180, lines end with LF): NULL is nothing, an empty text `""`. */
export async function* csv({ columns, rows }: Rows): AsyncGenerator<string> {
  const lines = async function* (): AsyncGenerator<string> {
    yield `${columns.map(({ name }) => field(name)).join(',')}\n`;
    for await (const row of rows) yield `${row.map(field).join(',')}\n`;
  };
  yield* chunks(lines());
}

function field(value: Value): string {
  if (value === null) return '';
  const text = String(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as a JSON list of objects, an indented object for each. */
export async function* json({ columns, rows }: Rows): AsyncGenerator<string> {
  const parts = async function* (): AsyncGenerator<string> {
    let before = '[\n';
    for await (const row of rows) {
      yield `${before}  ${JSON.stringify(objectOf(columns, row), null, 2).replaceAll('\n', '\n  ')}`;
      before = ',\n';
    }
    yield before === '[\n' ? '[]\n' : '\n]\n';
  };
  yield* chunks(parts());
}

const objectOf = (columns: readonly Column[], row: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null]));

async function* chunks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const text of texts) {
    chunk += text;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
