import {
  addMonths,
  type Era,
  type SourceColumn,
  type SourceMonth,
  type SourceType,
} from '@tlc-elt/contracts';

/** A month's columns: their types, and whether any row has a value. */
export interface MonthColumns {
  readonly month: SourceMonth;
  readonly columns: readonly { readonly name: string; readonly type: SourceType; readonly values: number }[];
}

/** The type that pandas gives a column without a value. */
const EMPTY: SourceType = 'INT32';
/** Types that one column has by turns: whole numbers become DOUBLE in a month that has NULLs among them. */
const TURNS: readonly SourceType[] = ['INT64', 'DOUBLE'];
/** So many months on either side make a turn of types a lasting change. */
const LASTING = 3;

/**
 * The eras of months, oldest first. Another set of names or another kind of type begins one; so does a turn from INT64
 * to DOUBLE, or back, that lasts. A type that comes back, and one without values, follow a month's NULLs: one era.
 */
export function erasOf(dataset: string, months: readonly MonthColumns[]): Era[] {
  const groups = segments(months).flatMap(atLastingTurns);
  const columns = groups.map(columnsOf);
  return groups.map((group, index) => {
    const from = (group[0] as MonthColumns).month;
    const next = groups[index + 1]?.[0]?.month;
    return {
      name: eraName(dataset, from),
      from,
      ...(next ? { to: addMonths(next, -1) } : {}),
      columns: withKnownTypes(columns, index),
    };
  });
}

/** An era by its first month; by the year where that is a January. */
export const eraName = (dataset: string, from: SourceMonth): string =>
  `${dataset}-${from.endsWith('-01') ? from.slice(0, 4) : from}`;

/** Whether a column has the type of months without values. */
const isEmpty = ({ type, values }: MonthColumns['columns'][number]): boolean =>
  type === EMPTY && values === 0;

/** Whether a column may have both types in one era. */
export const isTurn = (one: SourceType, other: SourceType): boolean =>
  one === other || (TURNS.includes(one) && TURNS.includes(other));

/** Months that follow each other with the same names and kinds of types. */
function segments(months: readonly MonthColumns[]): MonthColumns[][] {
  const found: MonthColumns[][] = [];
  let known = new Map<string, SourceType>();
  for (const month of months) {
    const segment = found.at(-1);
    const filled = month.columns.filter((column) => !isEmpty(column));
    if (
      segment &&
      sameNames(segment.at(-1), month) &&
      filled.every(({ name, type }) => isTurn(known.get(name) ?? type, type))
    )
      segment.push(month);
    else {
      found.push([month]);
      known = new Map();
    }
    for (const { name, type } of filled) known.set(name, type);
  }
  return found;
}

const sameNames = (one: MonthColumns | undefined, other: MonthColumns): boolean =>
  JSON.stringify(one?.columns.map(({ name }) => name).sort()) ===
  JSON.stringify(other.columns.map(({ name }) => name).sort());

/** A segment, cut at each month with which a type has turned for good. */
function atLastingTurns(segment: readonly MonthColumns[]): MonthColumns[][] {
  const names = segment[0]?.columns.map(({ name }) => name) ?? [];
  const cuts = [...new Set(names.flatMap((name) => lastingTurn(segment, name)))].sort((a, b) => a - b);
  return [0, ...cuts].map((cut, index) => segment.slice(cut, cuts[index]));
}

/** The place of the month with which a column turned: once, from one month to the next, and for long. */
function lastingTurn(segment: readonly MonthColumns[], name: string): number[] {
  const types = segment.map(({ columns }) => {
    const column = columns.find((each) => each.name === name);
    return column && !isEmpty(column) ? column.type : undefined;
  });
  const turns = types.flatMap((type, at) => (at > 0 && type !== types[at - 1] ? [at] : []));
  const [turn, again] = turns;
  if (turn === undefined || again !== undefined || types.includes(undefined)) return [];
  return Math.min(turn, segment.length - turn) >= LASTING ? [turn] : [];
}

/** The columns of an era in the order of its first month, the usual type before others; without types where no month has a value. */
function columnsOf(months: readonly MonthColumns[]): SourceColumn[] {
  const [first] = months as [MonthColumns];
  return first.columns.map(({ name }) => {
    const all = months.flatMap(({ columns }) => columns.filter((column) => column.name === name));
    const filled = all.filter((column) => !isEmpty(column)).map(({ type }) => type);
    const often = (type: SourceType): number => filled.filter((each) => each === type).length;
    const types = [...new Set(filled)].sort((a, b) => often(b) - often(a));
    const hasEmpty = all.length > filled.length && !types.includes(EMPTY);
    return { name, types, ...(hasEmpty ? { allNullType: EMPTY } : {}) };
  });
}

/** An era's columns; the types of one without values are those of the era after it, or before it. */
function withKnownTypes(eras: readonly (readonly SourceColumn[])[], index: number): SourceColumn[] {
  const others = [...eras.slice(index + 1), ...eras.slice(0, index).reverse()].flat();
  return (eras[index] as readonly SourceColumn[]).map((column) => {
    if (column.types.length > 0) return column;
    const known = others.find(({ name, types }) => name === column.name && types.length > 0);
    return known ? { ...column, types: known.types } : { name: column.name, types: [EMPTY] };
  });
}
