import { fill } from './functions/special.ts';
import { nextSite, type Site } from './sites.ts';
import { made, type Token, untokenize } from './tokens.ts';
import { pattern } from './type-rules.ts';

/** Types of the arguments of a call that cannot be: DuckDB's binder names them in its refusal. */
export type Probe = (sql: string) => Promise<string[]>;

const PROBE = 'json_structure';

/** Casts to anything but text, and divisions of literals, need no question. */
function known(site: Site): string[] | undefined {
  if (site.name === 'CAST' && site.type?.duckdb !== 'VARCHAR') return ['?'];
  if (
    site.name === '||' &&
    site.arguments.every((operand) => operand.length === 1 && operand[0]?.kind === 'string')
  )
    return ['VARCHAR', 'VARCHAR'];
  return undefined;
}

const same = (a: readonly Token[], b: readonly Token[]): boolean =>
  a.length === b.length && a.every(({ text }, index) => text === b[index]?.text);

/** Puts `by` for every run of tokens that equals the site: GROUP BY must stay equal to SELECT. */
function replaced(tokens: readonly Token[], site: Site, by: readonly Token[]): Token[] {
  const wanted = tokens.slice(site.start, site.end + 1);
  const result: Token[] = [];
  for (let index = 0; index < tokens.length; ) {
    const found =
      index === site.start ||
      (tokens[index]?.text === wanted[0]?.text &&
        same(tokens.slice(index, index + wanted.length), wanted) &&
        !/^[*/%.:]/.test(tokens[index - 1]?.text ?? ''));
    result.push(...(found ? by : [tokens[index] as Token]));
    index += found ? wanted.length : 1;
  }
  return result;
}

/** Rewrites every site by the types that DuckDB's binder finds for its arguments. */
export async function resolveTypes(given: readonly Token[], probe: Probe): Promise<Token[]> {
  let tokens = [...given];
  for (let site = nextSite(tokens); site; site = nextSite(tokens)) {
    const question = fill(`${PROBE}($1, $2)`, [site.arguments[0] ?? [], site.arguments[1] ?? made('NULL')]);
    const types = known(site) ?? (await probe(untokenize(replaced(tokens, site, question))));
    const sql = pattern(site, types).replace('$d ', site.distinct ? 'DISTINCT ' : '');
    const [before = '', after] = sql.split('$o');
    const by =
      after === undefined
        ? fill(sql, site.arguments)
        : [...fill(before, site.arguments), ...site.over, ...fill(after, site.arguments)];
    tokens = replaced(tokens, site, by);
  }
  return tokens;
}

export const typesIn = (message: string): string[] | undefined => {
  const [, list] = new RegExp(`'${PROBE}\\((.*)\\)'`).exec(message) ?? [];
  return list?.split(/,\s*(?![^(]*\))/);
};
