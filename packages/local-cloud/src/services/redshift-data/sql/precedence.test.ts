import fc from 'fast-check';
import { loadModule, parseSync } from 'libpg-query';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readTree } from './read-tree.ts';
import { rewrite } from './rewrite.ts';
import { tokenize, untokenize } from './tokens.ts';
import { resolveTypes } from './typed-sites.ts';

vi.setConfig({ testTimeout: 60_000 });
const SESSION = { user: 'u', database: 'd', lastCopyCount: 0 };

/** An expression: a text that stands alone, or an operator with its operands. */
type Expression = string | { readonly form: Form; readonly operands: readonly Expression[] };

/** `$` are operands in a form's text; each has the least level that needs no parentheses there. */
interface Form {
  readonly text: string;
  readonly level: string;
  readonly operands: readonly ('left' | 'same' | 'tighter' | 'bound' | 'pattern')[];
  /** Binds to its left as NOT alone does, until PostgreSQL 9.5. */
  readonly negated?: boolean;
}

const binary = (operator: string, level = operator): Form => ({
  text: `$ ${operator} $`,
  level,
  operands: ['left', 'tighter'],
});
const FORMS: readonly Form[] = [
  binary('OR'),
  binary('AND'),
  { text: 'NOT $', level: 'NOT', operands: ['same'] },
  { text: '$ = $', level: '=', operands: ['tighter', 'same'] },
  { text: '$ < $', level: '<', operands: ['tighter', 'tighter'] },
  { text: '$ > $', level: '<', operands: ['tighter', 'tighter'] },
  ...['LIKE', 'ILIKE'].flatMap((word): Form[] => [
    { text: `$ ${word} $`, level: 'LIKE', operands: ['tighter', 'tighter'] },
    { text: `$ ${word} $ ESCAPE $`, level: 'LIKE', operands: ['tighter', 'tighter', 'tighter'] },
    { text: `$ NOT ${word} $`, level: 'LIKE', operands: ['tighter', 'tighter'], negated: true },
  ]),
  { text: '$ SIMILAR TO $', level: 'LIKE', operands: ['tighter', 'pattern'] },
  { text: '$ NOT SIMILAR TO $', level: 'LIKE', operands: ['tighter', 'pattern'], negated: true },
  { text: '$ BETWEEN $ AND $', level: 'BETWEEN', operands: ['tighter', 'bound', 'tighter'] },
  {
    text: '$ NOT BETWEEN $ AND $',
    level: 'BETWEEN',
    operands: ['tighter', 'bound', 'tighter'],
    negated: true,
  },
  { text: '$ IN (1, $)', level: 'IN', operands: ['tighter', 'same'] },
  { text: '$ NOT IN ($, 2)', level: 'IN', operands: ['tighter', 'same'], negated: true },
  ...['<=', '>=', '<>', '!=', '||', '&', '|', '<<', '>>'].map((operator) => binary(operator, operator)),
  { text: '$ ~ $', level: '~', operands: ['left', 'pattern'] },
  { text: '$ !~ $', level: '~', operands: ['left', 'pattern'] },
  ...['IS NULL', 'IS NOT NULL', 'IS TRUE', 'IS NOT FALSE', 'ISNULL', 'NOTNULL'].map(
    (words): Form => ({ text: `$ ${words}`, level: 'IS', operands: ['left'] }),
  ),
  binary('+'),
  binary('-', '+'),
  binary('*'),
  binary('/', '*'),
  binary('%', '*'),
  binary('^'),
  { text: '$ AT TIME ZONE $', level: 'AT', operands: ['left', 'tighter'] },
  { text: '- $', level: 'unary', operands: ['same'] },
  { text: '+ $', level: 'unary', operands: ['same'] },
  { text: '$::INTEGER', level: '::', operands: ['left'] },
  { text: '$::VARCHAR(5)', level: '::', operands: ['left'] },
];

/** Forms that stand alone, whatever is in them. */
const CLOSED: readonly string[] = [
  'NVL($, $)',
  'ROUND($)',
  'CAST($ AS DECIMAL(8,2))',
  'CASE WHEN $ THEN $ ELSE $ END',
  'CASE $ WHEN $ THEN $ END',
  'SUM($) OVER (PARTITION BY $)',
];

/** "Lexical Precedence" of PostgreSQL 8.0, and "Operator Precedence" since 9.5: the loosest first. */
const LEVELS = {
  '8.0': 'OR,AND,NOT,=,<,LIKE,BETWEEN,IN,<= >= <> != || & | ~,IS,+,*,^,AT,unary,::',
  '9.5': 'OR,AND,NOT,IS,= < <= >= <> !=,LIKE BETWEEN IN,|| & | ~,+,*,^,AT,unary,::',
} as const;
type Grammar = keyof typeof LEVELS;
const LEVEL: Record<Grammar, ReadonlyMap<string, number>> = { '8.0': levels('8.0'), '9.5': levels('9.5') };

function levels(grammar: Grammar): Map<string, number> {
  const names = LEVELS[grammar].split(',').map((level) => level.split(' '));
  return new Map(names.flatMap((level, index) => level.map((name) => [name, index])));
}

function levelOf({ level, negated }: Form, grammar: Grammar): number {
  return LEVEL[grammar].get(negated && grammar === '8.0' ? 'NOT' : level) ?? Number.NaN;
}

/** Comparisons of PostgreSQL 9.5 do not follow each other without parentheses. */
const isSingle = (form: Form, grammar: Grammar): boolean =>
  grammar === '9.5' && /^(=|<|<=|>=|<>|!=|IS)$/.test(form.level);

/** The text with the parentheses that the grammar needs, or with all of them. */
function textOf(expression: Expression, grammar: Grammar | 'all'): string {
  if (typeof expression === 'string') return expression;
  const { form, operands } = expression;
  let index = -1;
  return form.text.replaceAll('$', () => {
    index += 1;
    const [operand, place] = [operands[index] ?? '', form.operands[index] ?? 'same'];
    const text = textOf(operand, grammar);
    if (place === 'pattern') return "'x.y'";
    const needed = typeof operand !== 'string' && operand.form.level !== 'closed' && form.level !== 'closed';
    return needed && (grammar === 'all' || !fits(operand.form, form, place, grammar)) ? `(${text})` : text;
  });
}

function fits(inner: Form, outer: Form, place: Form['operands'][number], grammar: Grammar): boolean {
  const [own, around] = [levelOf(inner, grammar), levelOf(outer, grammar)];
  const least = LEVEL[grammar].get(outer.level) ?? Number.NaN;
  // PostgreSQL takes few operators there, whatever their level.
  if (place === 'bound' && grammar === '9.5') return false;
  if (outer.level === 'IN' && place === 'same') return true;
  if (/left|same/.test(place) && !isSingle(outer, grammar)) return own >= around;
  return own > Math.max(least, around);
}

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      't.c',
      '7',
      '0.5',
      "'5'",
      'NULL',
      'TRUE',
      '(a)',
      "DATE '2024-01-31'",
      'CURRENT_DATE',
    ),
    ...[FORMS, CLOSED.map((text): Form => ({ text, level: 'closed', operands: [] }))].map((forms) =>
      fc.constantFrom(...forms).chain((form) => {
        const count = form.text.split('$').length - 1;
        return fc
          .array(tie('expression'), { minLength: count, maxLength: count })
          .map((operands): Expression => ({ form, operands }));
      }),
    ),
  ),
}));

/** How PostgreSQL reads an expression, without the places of its words. */
const postgresTree = (text: string): string =>
  JSON.stringify(parseSync(`SELECT ${text}`), (key, value) => (key === 'location' ? undefined : value));

/** What DuckDB is given for an expression, with INTEGER for every type that it would be asked for. */
async function rewritten(text: string): Promise<string> {
  const nodes = rewrite(readTree(tokenize(text)), SESSION);
  return untokenize(await resolveTypes(nodes, async () => Array<string>(100).fill('INTEGER')));
}

beforeAll(() => loadModule());

describe('operators bind as in PostgreSQL 8.0', () => {
  test('the rewriting of an expression is that of the same expression with every parenthesis', async () => {
    await fc.assert(
      fc.asyncProperty(expression, async (given) => {
        const [bare, full] = await Promise.all([textOf(given, '8.0'), textOf(given, 'all')].map(rewritten));
        expect(postgresTree(bare ?? '')).toBe(postgresTree(full ?? ''));
      }),
      { numRuns: 20_000 },
    );
  });

  test('where both grammars need the same parentheses, PostgreSQL reads the expression as it was meant', () => {
    let agreed = 0;
    fc.assert(
      fc.property(expression, (given) => {
        const text = textOf(given, '8.0');
        if (typeof given === 'string' || text !== textOf(given, '9.5')) return;
        agreed += 1;
        expect(postgresTree(text)).toBe(postgresTree(textOf(given, 'all')));
      }),
      { numRuns: 20_000 },
    );
    expect(agreed).toBeGreaterThan(5_000);
  });

  test.each([
    ['a || b IS NULL', 'a || (b IS NULL)'],
    ['a = b IS NOT NULL', 'a = (b IS NOT NULL)'],
    ['a = b = c', 'a = (b = c)'],
    ['a <> b || c', '(a <> b) || c'],
    ['a < b <= c', 'a < (b <= c)'],
    ['a < b LIKE c', 'a < (b LIKE c)'],
    ['a < b NOT LIKE c', '(a < b) NOT LIKE c'],
    ['NOT a NOT IN (1)', 'NOT (a NOT IN (1))'],
    ['-2 ^ 2', '(-2) ^ 2'],
    ['2 ^ 3 ^ 2', '(2 ^ 3) ^ 2'],
  ])('%s is %s', async (bare, full) => {
    expect(postgresTree(await rewritten(bare))).toBe(postgresTree(await rewritten(full)));
  });

  test.each(['a < b < c', 'a LIKE b LIKE c', 'a / ', '/ a', 'a ||', '(a', 'a)', 'CASE WHEN a THEN b'])(
    '%s is a syntax error',
    (text) => {
      expect(() => readTree(tokenize(text))).toThrow('syntax error');
    },
  );
});
