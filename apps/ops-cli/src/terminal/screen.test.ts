import fc from 'fast-check';
import { expect, test } from 'vitest';
import { progressOn } from './progress.ts';
import { logLine, type Output, oneLine, screenOf } from './screen.ts';
import { coloured, plain } from './style.ts';
import { cell, table } from './table.ts';

/** What `write` leaves on a terminal. */
function written(write: (screen: Output) => void, terminal: Omit<Output, 'write'> = {}): string {
  let text = '';
  write(screenOf({ ...terminal, write: (part) => (text += part) }));
  return text;
}

const OBEYED = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const OURS = /\x1b\[(?:[123]|22|3[1-39])m/g;

/** Text of every kind, with what terminals obey more often than chance would have it. */
const evil = fc
  .array(
    fc.oneof(
      fc.array(fc.nat({ max: 0xff_ff })).map((units) => String.fromCharCode(...units)),
      fc.constantFrom(
        ...['\x1b[31m', '\x1b[2J', '\x1b]8;;http://x\x07', '\x9b1A', '\r', '\n', '\t', '\b', '\0', '\x7f'],
        ...['\u202e', '\u2066', '\u200b', '\ufeff', '\ud800', '\udc00', '\u2028', '\u{e0041}'],
        '%s 東京 🚕',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

test('whatever a message says, nothing but line ends and our own styling reaches the terminal', () => {
  fc.assert(
    fc.property(evil, evil, (styled, bare) => {
      const message = (screen: Output) => screen.write(`${coloured.red(styled)}: ${bare}\n`);
      const text = written(message, { isTTY: true });
      expect(text.match(OURS)).toEqual(['\x1b[31m', '\x1b[39m']);
      expect(text.replace(OURS, '')).not.toMatch(OBEYED);
    }),
  );
});

test('whatever is in the cells, a table keeps its lines and columns', () => {
  fc.assert(
    fc.property(evil, evil, evil, (title, first, second) => {
      const columns = [
        { title, value: ([value]: string[]) => value ?? '' },
        { title: 'b', value: () => coloured.dim('|') },
      ];
      const text = written((screen) => screen.write(`${table(columns, [[first], [second]])}\n`));
      expect(text.match(OURS)).toEqual(['\x1b[2m', '\x1b[22m', '\x1b[2m', '\x1b[22m']);
      const seen = text.replace(OURS, '');
      expect(seen).not.toMatch(OBEYED);
      const lines = seen.split('\n');
      expect(lines).toHaveLength(4);
      const ends = lines.slice(0, 3).map((line) => [...line].length);
      expect(ends).toEqual([ends[0], ends[0], ends[0]]);
    }),
  );
});

test('whatever goes on, its line on a terminal fits, and is taken away whole', () => {
  fc.assert(
    fc.property(evil, evil, (status, line) => {
      const text = written(
        (screen) => {
          const progress = progressOn(screen, plain);
          progress.status(`x${status}`);
          progress.line(logLine(line));
        },
        { isTTY: true, columns: 20 },
      );
      const [before = '', after = '', ...more] = text.split('\r\x1b[2K');
      expect([...before].length).toBeLessThan(20);
      expect(before).not.toMatch(OBEYED);
      expect(before).not.toContain('\n');
      expect(after.replaceAll('\t', '')).not.toMatch(OBEYED);
      expect(after.match(/\n/g)).toHaveLength(1);
      expect(more).toEqual([]);
    }),
  );
});

test("our styling is known by a mark that data cannot have: the same bytes in data aren't styling", () => {
  const text = written((screen) => screen.write(`${coloured.green('ok')} ${coloured.green('\x1b[31mbad')}`));
  expect(text).toBe('\x1b[32mok\x1b[39m \x1b[32m\\u001b[31mbad\x1b[39m');
});

test('a log line keeps its tabs and is one line', () => {
  expect(written((screen) => screen.write(`${logLine('\tat a.b\r\nc')}\n`))).toBe('\tat a.b\\r\\nc\n');
});

test('one line stays the same when it is asked for again, so that a cell may be a cell of a table', () => {
  fc.assert(
    fc.property(evil, (text) => {
      expect(oneLine(oneLine(text))).toBe(oneLine(text));
    }),
  );
});

test('a value of 70,000 letters is cut, and how long it is stands there', () => {
  expect(cell('x'.repeat(70_000))).toBe(`${'x'.repeat(500)}… (70,000 characters)`);
  expect(cell('x'.repeat(500))).toBe('x'.repeat(500));
});
