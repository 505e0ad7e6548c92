import { SqlError, unsupported } from '../failure.ts';
import { checkGrammar } from './checks.ts';
import { Cursor, syntaxError } from './cursor.ts';
import { BEFORE_PARENTHESIS } from './functions/catalog.ts';
import { BEHIND_CALL, FORMS, isChain, isNegatable, isSingle, powerOf, RESERVED } from './precedence.ts';
import { nameOf, type Token } from './tokens.ts';
import { type Branch, branch, isBranch, type Node } from './tree.ts';
import { typeAt } from './types.ts';

/** The tree of a statement: expressions by precedence; every other token stands as it is. */
export function readTree(tokens: readonly Token[]): Node[] {
  checkGrammar(tokens);
  return new TreeReader([...tokens]).read();
}

/** Tokens that may stand where no operand can be read; behind all other operators one is missing. */
const isAlone = ({ upper }: Token): boolean =>
  powerOf(upper) === 0 || /^(AND|OR|NOT|IS|IN|BETWEEN|ISNULL|NOTNULL|AT|UNARY|[-+*])$/.test(upper);

/** NUMERIC has 38 digits: DuckDB would make a DOUBLE of more. */
const isInRange = ({ text }: Token): boolean =>
  /e/i.test(text) ? Number.isFinite(Number(text)) : text.replace(/^0+|\./g, '').length <= 38;

/** Levels of an expression: what works on it costs more with each, and DuckDB takes no thousand of them. */
const DEEPEST = 100;

function checkedDepth(depth: number): number {
  if (depth <= DEEPEST) return depth;
  throw unsupported(
    `an expression of more than ${DEEPEST} levels (write it with fewer operators in a row, or parentheses)`,
  );
}

class TreeReader {
  readonly #cursor: Cursor;
  readonly #depths = new WeakMap<Branch, number>();
  #open = 0;
  #selects = 0;
  #select = 0;

  constructor(tokens: Token[]) {
    this.#cursor = new Cursor(tokens);
  }

  get #next(): Token | undefined {
    return this.#cursor.next;
  }

  read(): Node[] {
    const nodes = this.#sequence();
    this.#cursor.end();
    return nodes;
  }

  #branch(kind: Branch['kind'], nodes: readonly Node[], name = ''): Branch {
    const made = branch(kind, nodes, { name, select: this.#select });
    let deepest = 0;
    for (const node of nodes) if (isBranch(node)) deepest = Math.max(deepest, this.#depths.get(node) ?? 0);
    this.#depths.set(made, checkedDepth(deepest + 1));
    return made;
  }

  /** Everything up to the closing parenthesis: expressions of at least this power, and single tokens. */
  #sequence(least = 0): Node[] {
    const outer = this.#select;
    const nodes: Node[] = [];
    let assigns = false;
    while (this.#next && this.#next.text !== ')') {
      const { text = '', upper = '' } = nodes.at(-1) ?? {};
      if (upper === 'SELECT') this.#select = this.#selects += 1;
      if (/^(SET|WHERE|FROM|WHEN)$/.test(upper)) assigns = upper === 'SET';
      const isTarget = assigns && (upper === 'SET' || text === ',');
      const isCount = upper === 'TOP' && this.#next.kind === 'number';
      nodes.push(isCount ? this.#token() : this.#item(isTarget ? powerOf('=') + 1 : least));
      if (isTarget && this.#next?.text === '=') nodes.push(this.#token());
    }
    this.#select = outer;
    return nodes;
  }

  #item(least = 0): Node {
    const expression = this.#expression(least);
    if (expression) return expression;
    if (!this.#next || this.#next.text === ')' || !isAlone(this.#next)) throw syntaxError(this.#next);
    return this.#token();
  }

  #token(): Token {
    const token = this.#next;
    if (!token) throw syntaxError(token);
    this.#cursor.position += 1;
    return token;
  }

  /** What `read` reads; where that is nothing, the place stays where it was. */
  #attempt<T>(read: () => T | undefined): T | undefined {
    const { position } = this.#cursor;
    const result = read();
    if (result === undefined) this.#cursor.position = position;
    return result;
  }

  #expression(least = 0): Node | undefined {
    let left = this.#operand();
    for (let whole = left; whole; whole = this.#attempt(() => this.#infix(left as Node, least))) left = whole;
    return left;
  }

  /** The nodes of a form, with operands that bind tighter than `power`. */
  #form(form: string, power: number): Node[] | undefined {
    const nodes: Node[] = [];
    for (const part of form.split(' ')) {
      const node = this.#part(part.replace('?', ''), power);
      if (!node) return part.startsWith('?') ? nodes : undefined;
      nodes.push(node);
    }
    return nodes;
  }

  #part(part: string, power: number): Node | undefined {
    if (part === '$') return this.#expression(power + 1);
    if (part === '$=') return this.#expression(powerOf('='));
    if (part === '(') return this.#next?.text === '(' ? this.#group() : undefined;
    return part === '.' || part === this.#next?.upper ? this.#token() : undefined;
  }

  #infix(left: Node, least: number): Node | undefined {
    const not = this.#next?.upper === 'NOT' ? [this.#token()] : [];
    const operator = this.#next?.upper ?? '';
    const power = powerOf(operator);
    const own = not.length > 0 ? powerOf(isNegatable(operator) ? 'NOT' : '') : power;
    if (own === 0 || own < least || operator === 'NOT' || operator === 'UNARY') return undefined;
    if (operator === '::') return this.#cast(left);
    const before = isBranch(left) && left.kind === 'operation' ? left.name : '';
    if (isSingle(operator) && powerOf(before) === own) return undefined;
    const quantified = ['ANY (', 'SOME (', 'ALL (', '$'].map((right) => `${operator} ${right}`);
    for (const form of FORMS[operator] ?? quantified) {
      const read = (): Node[] | undefined => this.#form(form, operator === '=' ? power - 1 : power);
      const nodes = [left, ...not];
      for (let rest = this.#attempt(read); rest; rest = isChain(operator) ? this.#attempt(read) : undefined)
        nodes.push(...rest);
      if (nodes.length > 1 + not.length) return this.#branch('operation', nodes, operator);
    }
    return undefined;
  }

  #cast(operand: Node): Node {
    const { type, end } = typeAt(this.#cursor.tokens, this.#cursor.position + 1);
    this.#cursor.position = end + 1;
    return branch('cast', [operand], { type, select: this.#select });
  }

  #operand(): Node | undefined {
    this.#open = checkedDepth(this.#open + 1);
    const operand = this.#anyOperand();
    this.#open -= 1;
    return operand;
  }

  #anyOperand(): Node | undefined {
    const token = this.#next;
    if (token?.kind === 'parameter') throw new SqlError(`syntax error at or near ":" (${token.text})`);
    if (token?.kind === 'number' && !isInRange(token))
      throw new SqlError(`the number ${token.text} is out of range`);
    if (token?.kind === 'string' || token?.kind === 'number') return this.#token();
    switch (token?.upper) {
      case 'NOT':
        return this.#prefixed('NOT', powerOf('NOT') - 1);
      case '-':
      case '+':
        return this.#prefixed(token.upper, powerOf('UNARY') - 1);
      case '~':
        return this.#prefixed('~', powerOf('~'));
      case '(':
        return this.#group();
      case 'CASE':
        return this.#case();
    }
    const isName = token?.kind === 'quoted' || (token?.kind === 'word' && !RESERVED.has(token.upper));
    return isName ? this.#named() : undefined;
  }

  #prefixed(operator: string, power: number): Node | undefined {
    const nodes = this.#attempt(() => this.#form(`${operator} $`, power));
    return nodes && this.#branch('operation', nodes, operator);
  }

  #group(least = 0): Branch {
    this.#cursor.expect('(');
    const nodes = this.#sequence(least);
    if (!this.#cursor.takes(')')) throw new SqlError('syntax error: a parenthesis is not closed');
    return this.#branch('group', nodes);
  }

  #case(): Node {
    const nodes: Node[] = [this.#token()];
    while (this.#next?.upper !== 'END') nodes.push(this.#item());
    return this.#branch('term', [...nodes, this.#token()]);
  }

  /** A name with what belongs to it: a literal's type and text, a call and its arguments. */
  #named(): Node {
    const name = this.#token();
    const { upper } = name;
    // An exact count is an approximate one too.
    if (upper === 'APPROXIMATE' && /^(COUNT|PERCENTILE_DISC)$/.test(this.#next?.upper ?? ''))
      return this.#named();
    if (upper === 'CAST' && this.#cursor.takes('(')) return this.#castCall();
    const form =
      upper === 'EXISTS' ? '(' : name.kind === 'word' && this.#next?.kind === 'string' ? '.' : undefined;
    const behind = form && this.#attempt(() => this.#form(form, 0));
    if (behind) return this.#branch('term', [name, ...behind, ...(upper === 'INTERVAL' ? this.#unit() : [])]);
    const path = [name];
    while (this.#next?.text === '.') path.push(this.#token(), this.#token());
    const whole = path.length === 1 ? name : this.#branch('term', path);
    const isCall = this.#next?.text === '(' && !BEFORE_PARENTHESIS.has(upper);
    return isCall ? this.#call(whole, isBranch(whole) ? '' : nameOf(whole).toUpperCase()) : whole;
  }

  #unit(): Token[] {
    return /^(YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)$/.test(this.#next?.upper ?? '') ? [this.#token()] : [];
  }

  #castCall(): Node {
    const operand = this.#item();
    if (this.#next?.upper !== 'AS') throw syntaxError(this.#next);
    const whole = this.#cast(operand);
    this.#cursor.expect(')');
    return whole;
  }

  #call(whole: Node, name: string): Node {
    // POSITION(text IN text): IN is no operator there.
    const nodes: Node[] = [whole, this.#group(name === 'POSITION' ? powerOf('IN') + 1 : 0)];
    for (const form of BEHIND_CALL) nodes.push(...(this.#attempt(() => this.#form(form, 0)) ?? []));
    return this.#branch('call', nodes, name);
  }
}
