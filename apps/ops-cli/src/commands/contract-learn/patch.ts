import {
  addMonths,
  type ColumnContract,
  type DatasetContract,
  type Era,
  eraOfMonth,
  type SourceColumn,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { type Finding, judgeSchema } from '../contract-check/judge-schema.ts';
import { eraName, isTurn } from './eras.ts';
import type { ColumnSeen, MonthSeen } from './read-month.ts';
import { ofColumn, share, tableOf } from './table.ts';

/** What a contract lacks to take files. */
export interface Patch {
  /** The contract with it. */
  readonly contract: DatasetContract;
  /** Eras that are new, or otherwise than they were. */
  readonly eras: readonly Era[];
  /** Columns that the table could get from the new eras. */
  readonly columns: readonly ColumnContract[];
  /** Columns of the table that files lack from now on: they become optional. */
  readonly optional: readonly string[];
  /** What changed, and what no patch can decide. */
  readonly sentences: readonly string[];
}

/** The patch of a contract by files, oldest first. */
export function patchOf(known: DatasetContract, months: readonly MonthSeen[]): Patch {
  let contract = known;
  const sentences: string[] = [];
  for (const month of months) {
    const learned = learnMonth(contract, month);
    contract = learned.contract;
    sentences.push(...learned.sentences);
  }
  const eras = contract.eras.filter((era) => !known.eras.includes(era));
  const optional = lost(known, eras);
  const columns = contract.columns.map((column) =>
    optional.includes(column.name) ? { ...column, optional: true as const } : column,
  );
  return {
    contract: { ...contract, columns, version: known.version + (eras.length > 0 ? 1 : 0) },
    eras,
    columns: eras.length > 0 ? newColumns(known, eras, months) : [],
    optional,
    sentences,
  };
}

/** Columns of the table whose source a new era lacks. */
const lost = ({ columns }: DatasetContract, eras: readonly Era[]): string[] =>
  columns.flatMap(({ name, source, optional }) =>
    source !== undefined &&
    !optional &&
    eras.some((era) => !era.columns.some((column) => column.name === source))
      ? [name]
      : [],
  );

interface Learned {
  readonly contract: DatasetContract;
  readonly sentences: readonly string[];
}

function learnMonth(contract: DatasetContract, seen: MonthSeen): Learned {
  const { month } = seen;
  const own = eraOfMonth(contract, month);
  const unchanged = (sentence: string): Learned => ({ contract, sentences: [`${month}: ${sentence}`] });
  if (own === undefined)
    return unchanged(
      `lies before the contract's first month, ${contract.firstMonth}: begin the first era earlier, where the files have its columns`,
    );
  if (own.refused !== undefined) return unchanged(`is refused by the contract: ${own.refused}`);
  const { era, findings } = judgeSchema(contract, own, seen.columns);
  if (findings.length === 0) return unchanged(`fits era ${era.name}: nothing is lacking`);
  const undecided = findings.flatMap((finding) => strange(contract, finding));
  if (undecided.length > 0)
    return { contract, sentences: undecided.map((sentence) => `${month}: ${sentence}`) };
  if (era === own && findings.every((finding) => isFlip(finding, era, seen)))
    return widened(contract, era, seen, findings);
  if (own.to !== undefined)
    return unchanged(
      `${findings.map(sentenceOf(seen, own)).join('; ')}. It lies within era ${own.name}, after which others follow: give those months an era of their own by hand, or ask the publisher which file is right`,
    );
  return begun(contract, own, seen);
}

/** What only a person can decide: a column of the table whose values are of another kind now. */
function strange({ columns }: DatasetContract, { column, found }: Finding): string[] {
  const kept = columns.find(({ source }) => source === column);
  if (kept === undefined || found === 'none') return [];
  const kinds: Readonly<Record<string, readonly string[]>> = {
    TIMESTAMP: ['TIMESTAMP_MICROS'],
    DATE: ['DATE'],
    BOOLEAN: ['BOOLEAN'],
    'VARCHAR(255)': ['STRING', 'INT32'],
  };
  const takes = kinds[kept.type] ?? ['INT32', 'INT64', 'DOUBLE'];
  return takes.includes(found)
    ? []
    : [
        `column ${column} is ${found} now, and the table keeps it as ${kept.type}: no patch can say what its values mean; make a new column, or ask the publisher`,
      ];
}

/** Whether a column only has the type that NULLs, or their absence, give it. */
function isFlip({ column, found }: Finding, era: Era, { columns }: MonthSeen): boolean {
  const known = era.columns.find(({ name }) => name === column);
  const seen = columns.find(({ name }) => name === column);
  if (known === undefined || seen === undefined || found === 'none') return false;
  return isEmpty(seen) || known.types.some((type) => isTurn(type, seen.type));
}

const isEmpty = ({ type, values }: ColumnSeen): boolean => type === 'INT32' && values === 0;

/** The contract with an era that takes the types of the month as well. */
function widened(
  contract: DatasetContract,
  era: Era,
  seen: MonthSeen,
  findings: readonly Finding[],
): Learned {
  const columns = era.columns.map((column) => {
    const found = seen.columns.find(
      ({ name }) => name === column.name && findings.some((finding) => finding.column === name),
    );
    return found === undefined ? column : withType(column, found);
  });
  const eras = contract.eras.map((each) => (each === era ? { ...era, columns } : each));
  const sentences = findings.map(
    (finding) =>
      `${seen.month}: ${sentenceOf(seen, era)(finding)}; era ${era.name} takes it with the line below`,
  );
  return { contract: { ...contract, eras }, sentences };
}

const withType = (column: SourceColumn, seen: ColumnSeen): SourceColumn =>
  isEmpty(seen)
    ? { ...column, allNullType: seen.type }
    : { ...column, types: [...new Set([...column.types, seen.type])] };

/** The contract whose newest era ends before the month, and the one that begins with it. */
function begun(contract: DatasetContract, own: Era, seen: MonthSeen): Learned {
  const { dataset } = contract;
  const { findings } = differences(contract, own, seen);
  if (own.from === seen.month)
    return {
      contract,
      sentences: [
        `${seen.month}: ${findings.map(sentenceOf(seen, own)).join('; ')}. Era ${own.name} begins with this very month: correct its columns by hand`,
      ],
    };
  const era: Era = {
    name: eraName(dataset, seen.month),
    from: seen.month,
    columns: seen.columns.map((column) => continued(own, column)),
  };
  const ended: Era = { ...own, to: addMonths(seen.month, -1) };
  const eras = [...contract.eras.filter((each) => each !== own), ended, era];
  const sentences = findings.map((finding) => `${seen.month}: ${sentenceOf(seen, own)(finding)}`);
  return {
    contract: { ...contract, eras },
    sentences: [...sentences, `era ${own.name} ends with ${ended.to}, and ${era.name} begins`],
  };
}

const differences = (contract: DatasetContract, era: Era, seen: MonthSeen): ReturnType<typeof judgeSchema> =>
  judgeSchema({ ...contract, eras: [era] }, era, seen.columns);

/** A column of the new era: as the one before has it, where that takes what is found. */
function continued(before: Era, seen: ColumnSeen): SourceColumn {
  const known = before.columns.find(({ name }) => name === seen.name);
  if (known && (known.types.includes(seen.type) || known.allNullType === seen.type)) return known;
  const isKnown = known !== undefined && isTurn(known.types[0] ?? seen.type, seen.type);
  return isKnown && known
    ? withType(known, seen)
    : {
        name: seen.name,
        types: [seen.type],
        ...(known?.allNullType ? { allNullType: known.allNullType } : {}),
      };
}

/** A difference in words. */
function sentenceOf({ columns, rows }: MonthSeen, era: Era): (finding: Finding) => string {
  return ({ column, expected, found }) => {
    const seen = columns.find(({ name }) => name === column);
    const other = (names: readonly string[]): string => {
      const alike = names.find((name) => name !== column && name.toLowerCase() === column.toLowerCase());
      return alike === undefined ? '' : `, the same as ${alike} but for its case`;
    };
    if (found === 'none') return `column ${column} is gone${other(columns.map(({ name }) => name))}`;
    if (expected === 'none' && seen)
      return `column ${column} is new: ${found}, NULL in ${share(rows - seen.values, rows)} of the rows${other(era.columns.map(({ name }) => name))}`;
    return `column ${column} was ${expected} and is ${found}${seen && isEmpty(seen) ? ', without a value in any row' : ''}`;
  };
}

/** Columns that the table does not have yet, as `optional`: the months before have none. */
function newColumns(
  known: DatasetContract,
  eras: readonly Era[],
  months: readonly MonthSeen[],
): ColumnContract[] {
  const published = new Set(known.eras.flatMap((era) => era.columns.map(({ name }) => name.toLowerCase())));
  const from = eras[0]?.from as SourceMonth;
  const { columns } = tableOf(
    eras,
    months.filter(({ month }) => month >= from),
  );
  return columns.flatMap((column) => {
    if (column.source === undefined || published.has(column.source.toLowerCase())) return [];
    if (known.columns.some(({ name }) => name === column.name)) return [];
    return ofColumn(months, column.source).length > 0 ? [{ ...column, optional: true as const }] : [];
  });
}
