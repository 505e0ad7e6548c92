import { taken } from './assigned.ts';
import { comparedIn, comparison } from './compared.ts';
import { TYPED } from './functions/catalog.ts';
import { fill } from './functions/special.ts';
import { keySite } from './key-sites.ts';
import { made, symbol } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, partsOf } from './tree.ts';
import { asText, besideNumbers, pattern } from './type-rules.ts';

/** A piece of a statement that is written by the types which DuckDB's binder finds. */
export interface Site {
  /** The expressions whose types decide; none where no question is needed. */
  readonly asked: readonly (readonly Node[])[];
  /** How they are asked about: HAVING and a grouped SELECT take aggregates only; of queries and tables the columns are asked about. */
  readonly by: 'values' | 'aggregates' | 'rows' | 'tables';
  /** What is asked instead where an expression names a column of the result. */
  readonly byAlias?: Site | undefined;
  /** What stands for the piece. */
  answer(types: readonly string[]): readonly Node[];
}

const ARITHMETIC = /^([-+*/%])$/;

/** Whether a node can be no text, whatever its columns are. */
const isNoText = (node: Node): boolean =>
  node.kind === 'number' ||
  /^(NULL|TRUE|FALSE)$/.test(node.upper) ||
  (node.kind === 'operation' && ARITHMETIC.test(node.name)) ||
  isTime(node) ||
  (node.kind === 'cast' && node.type?.duckdb !== 'VARCHAR');

/** `DATE '…'` and its like: what is compared with it is a time too. */
const isTime = (node: Node): boolean =>
  isBranch(node) &&
  node.kind === 'term' &&
  /^(DATE|TIMESTAMP|TIME)$/.test(node.nodes[0]?.upper ?? '') &&
  node.nodes[1]?.kind === 'string';

/** A number without an exponent. */
const isExact = ({ kind, text }: Node): boolean => kind === 'number' && !/e/i.test(text);

/** `a || b || c`, and not `a || ANY (…)`. */
const isConcatenation = ({ kind, name, nodes }: Branch): boolean =>
  kind === 'operation' && name === '||' && nodes.every(({ text }, at) => at % 2 === 0 || text === '||');

/** Whether a branch waits for types. */
export function isSite(part: Branch): boolean {
  const { kind, name, nodes } = part;
  if (kind === 'cast' || kind === 'value') return true;
  if (kind === 'key') return !part.of;
  if (kind === 'rows') return name !== '';
  if (kind === 'call') return TYPED.has(name);
  if (isConcatenation(part)) return true;
  if (kind === 'operation' && nodes.length === 3 && ARITHMETIC.test(name))
    return !/^[-+]$/.test(name) || !nodes.every((node) => isExact(node) || node.text === name);
  const compared = comparedIn(part);
  return !compared.every(isNoText) && !compared.some(isTime);
}

const isAggregate = ({ kind, name }: Branch): boolean => kind === 'call' && /^(SUM|AVG|MEDIAN)$/.test(name);

/** The site that a branch is. */
export function siteOf(part: Branch): Site {
  if (part.kind === 'key' || part.kind === 'rows') return keySite(part);
  if (part.kind === 'cast') return castSite(part);
  if (part.kind === 'value') return valueSite(part);
  if (comparedIn(part).length > 0) return comparisonSite(part);
  if (isConcatenation(part)) return concatenationSite(part);
  if (part.kind === 'operation')
    return computation(part.name, [part.nodes.slice(0, 1), part.nodes.slice(2)], [], false);
  const {
    arguments: [first = [], ...rest],
    over,
  } = partsOf(part);
  const distinct = first[0]?.upper === 'DISTINCT';
  const site = computation(part.name, [distinct ? first.slice(1) : first, ...rest], over, distinct);
  return isAggregate(part) ? { ...site, by: 'aggregates' } : site;
}

/** Casts of literals, casts to neither text nor numbers need no question. */
function castSite({ nodes, type }: Branch): Site {
  const isLiteral = /^(string|number)$/.test(nodes[0]?.kind ?? '');
  const duckdb = type?.duckdb ?? '';
  const asks =
    duckdb === 'VARCHAR' || (!isLiteral && /^(SMALLINT|INTEGER|BIGINT|FLOAT|DOUBLE)$/.test(duckdb));
  return {
    asked: asks ? [nodes] : [],
    by: 'values',
    answer: ([found = '?']) => fill(pattern({ name: 'CAST', arguments: [nodes], type }, [found]), [nodes]),
  };
}

function valueSite({ nodes, type }: Branch): Site {
  const [value] = nodes as [Node];
  return {
    asked: [nodes],
    by: 'values',
    answer: ([found = '']) => (type ? taken(value, found, type) : nodes),
  };
}

/** Type of a literal that is compared. */
function literalType({ kind, text }: Node): string | undefined {
  if (kind === 'string') return 'VARCHAR';
  if (kind !== 'number') return undefined;
  return /^\d+$/.test(text) ? 'INTEGER' : 'DOUBLE';
}

function comparisonSite(part: Branch): Site {
  const compared = comparedIn(part);
  return {
    asked: compared.filter((node) => literalType(node) === undefined).map((node) => [node]),
    by: 'values',
    answer: (types) => {
      const found = types.values();
      return comparison(
        part,
        compared.map((node) => literalType(node) ?? found.next().value ?? ''),
      );
    },
  };
}

function concatenationSite({ nodes }: Branch): Site {
  const operands = nodes.filter((_, at) => at % 2 === 0);
  return {
    asked: operands.filter(({ kind }) => kind !== 'string').map((node) => [node]),
    by: 'values',
    answer: (types) => {
      const found = types.values();
      return concatenation(
        operands.map((node) => (node.kind === 'string' ? node : asText(node, found.next().value ?? ''))),
      );
    },
  };
}

/** DuckDB takes no thousand operators in a row. */
const LONGEST_ROW = 20;

/** Texts in a row, by halves where they are many. */
function concatenation(texts: readonly Node[]): Node[] {
  if (texts.length <= LONGEST_ROW)
    return texts.flatMap((text, index) => (index === 0 ? [text] : [symbol('||'), text]));
  const half = Math.ceil(texts.length / 2);
  return fill(
    '$1 || $2',
    [texts.slice(0, half), texts.slice(half)].map((part) => [branch('made', concatenation(part))]),
  );
}

function computation(
  name: string,
  given: readonly (readonly Node[])[],
  over: readonly Node[],
  distinct: boolean,
): Site {
  const [first = [], second = made('NULL')] = given;
  const filled = (sql: string, [one = [], two = second]: readonly (readonly Node[])[]): Node[] =>
    fill(sql.replaceAll('$d', distinct ? 'DISTINCT' : '').replaceAll('$o', '$3'), [one, two, over]);
  return {
    asked: /^(SUM|AVG|MEDIAN)$/.test(name) ? [filled('max($1) $o', given)] : [first, second],
    by: 'values',
    answer: (types) => {
      const meant = besideNumbers({ name, arguments: given }, types);
      return filled(pattern({ name, arguments: meant.arguments }, meant.types), meant.arguments);
    },
  };
}
