import { SqlError, unsupported } from '../failure.ts';
import { made } from './tokens.ts';
import type { Node } from './tree.ts';

const SET_OPERATOR = /^(UNION|EXCEPT|INTERSECT|MINUS)$/;

/** TOP becomes LIMIT at the end of its SELECT. */
function withLimit(nodes: readonly Node[]): Node[] {
  const at = nodes.findIndex(
    ({ upper }, index) => upper === 'TOP' && /^(SELECT|DISTINCT)$/.test(nodes[index - 1]?.upper ?? ''),
  );
  if (at < 0) return [...nodes];
  const count = nodes[at + 1];
  if (count?.kind !== 'number') throw unsupported('TOP with a count that is no number');
  const end = nodes.findIndex(({ upper }, index) => index > at && SET_OPERATOR.test(upper));
  const select = [...nodes.slice(at + 2, end < 0 ? undefined : end), ...made(`LIMIT ${count.text}`)];
  return [...nodes.slice(0, at), ...select, ...(end < 0 ? [] : withLimit(nodes.slice(end)))];
}

/** Clauses of the queries in a sequence that DuckDB writes in another way, or not at all. */
export function rewriteSelects(nodes: readonly Node[]): Node[] {
  const from = nodes.findIndex(
    ({ upper, kind }, index) => upper === 'FROM' && kind === 'word' && nodes[index + 1]?.kind === 'string',
  );
  const text = nodes[from + 1]?.text;
  if (from >= 0 && nodes.some(({ upper }) => upper === 'SELECT' || upper === 'DELETE'))
    throw new SqlError(`syntax error at or near "${text}"`);
  if (nodes[0]?.upper === 'SELECT' && nodes.some(({ upper }) => upper === 'INTO'))
    throw unsupported('SELECT INTO (use CREATE TABLE AS)');
  return withLimit(nodes).flatMap((node, index, all) => {
    const next = all[index + 1];
    const isExcept =
      node.upper === 'MINUS' && index > 0 && (next?.upper === 'SELECT' || next?.kind === 'group');
    return isExcept ? made('EXCEPT') : [node];
  });
}
