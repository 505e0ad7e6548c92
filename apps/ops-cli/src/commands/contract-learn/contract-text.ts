import type { ColumnContract, Era, SourceColumn } from '@tlc-elt/contracts';
import type { LearnedRule, LearnedTime } from './rules.ts';
import { arrayOf, quoted, withSeparators } from './typescript.ts';

/** All that a contract says, learned from files. */
export interface Learned {
  readonly dataset: string;
  readonly fileName: string;
  readonly files: number;
  readonly rows: number;
  /** Of the newest file. */
  readonly rowsOfMonth: number;
  readonly largestBytes: number;
  readonly eras: readonly [Era, ...Era[]];
  readonly columns: readonly ColumnContract[];
  readonly time: LearnedTime;
  readonly rules: readonly LearnedRule[];
  readonly keys: readonly string[];
}

/** `datasets/<dataset>.ts` of a contract, as Biome would format it. */
export const contractText = (learned: Learned): string =>
  `${[imports(learned), eraTexts(learned.eras), columnsText(learned), rulesText(learned), contract(learned)].join('\n\n')}\n`;

function imports({ rules, eras }: Learned): string {
  const helpers = [...new Set(rules.map(({ helper }) => helper))].sort();
  const all = eras.flatMap(({ columns }) => columns);
  const sources = [...new Set(all.map((column) => helperOf(column)))].sort();
  return `import type { ColumnContract, DatasetContract, Era, Rule, SourceColumn } from '../dataset/contract.ts';
import { sourceMonth } from '../input/month.ts';
import { ${helpers.join(', ')} } from './rules.ts';
import { ${sources.join(', ')} } from './source-columns.ts';`;
}

/** The helper of datasets/source-columns.ts that says a column shortest. */
function helperOf({ types, allNullType }: SourceColumn): string {
  if (allNullType !== undefined) return 'nullable';
  const [type, another] = types;
  const short = {
    TIMESTAMP_MICROS: 'moment',
    STRING: 'text',
    DOUBLE: 'money',
    INT32: 'column',
    INT64: 'column',
    DATE: 'column',
    BOOLEAN: 'column',
  } as const;
  return another === undefined && type !== undefined ? short[type] : 'column';
}

function sourceColumn(column: SourceColumn): string {
  const helper = helperOf(column);
  const types = helper === 'nullable' || helper === 'column' ? column.types : [];
  return `${helper}(${[column.name, ...types].map(quoted).join(', ')})`;
}

/** The columns of each era by a name of their own, and the list of the eras. */
function eraTexts(eras: readonly Era[]): string {
  const constants = eras.map((era, index) => {
    const before = eras[index - 1];
    const isLonger = before?.columns.every((column, at) => sourceColumn(column) === textAt(era, at)) ?? false;
    const own = era.columns.slice(isLonger ? before?.columns.length : 0).map(sourceColumn);
    const items = isLonger && before ? [`...${constantOf(before)}`, ...own] : own;
    return `const ${constantOf(era)}: SourceColumn[] = ${arrayOf(items)};`;
  });
  const list = eras.map(
    (era) =>
      `  { name: ${quoted(era.name)}, from: sourceMonth(${quoted(era.from)}), ${era.to ? `to: sourceMonth(${quoted(era.to)}), ` : ''}columns: ${constantOf(era)} },`,
  );
  return `// Physical schemas: read from the footers of the published files.\n\n${constants.join('\n')}\n\nconst eras: readonly Era[] = ${list.length === 1 ? `[${list[0]?.trim().slice(0, -1)}]` : `[\n${list.join('\n')}\n]`};`;
}

const textAt = ({ columns }: Era, index: number): string | undefined => {
  const column = columns[index];
  return column && sourceColumn(column);
};

const constantOf = ({ from }: Era): string => `from${from.replace('-', '')}`;

const columnsText = ({ columns }: Learned): string =>
  `const columns: readonly ColumnContract[] = [\n${columns.map((column) => `  ${columnText(column)},`).join('\n')}\n];`;

/** A column of the table, on a line. */
export function columnText({ name, type, source, optional, description }: ColumnContract): string {
  const members = [
    `name: ${quoted(name)}`,
    `type: ${quoted(type)}`,
    ...(source === undefined ? [] : [`source: ${quoted(source)}`]),
    ...(optional ? ['optional: true'] : []),
    `description: ${quoted(description)}`,
  ];
  return `{ ${members.join(', ')} }`;
}

/** Each rule below the share of rows that breaks it. */
function rulesText({ rules, files, rows, time }: Learned): string {
  const texts = rules.map(
    (rule) =>
      `  // ${rule.share}${rule.broken === 0 ? '' : `: ${rule.broken.toLocaleString('en-US')} rows`}.\n  ${ruleText(rule, time)},`,
  );
  const [months, counted] = [files === 1 ? 'file' : `${files} files`, rows.toLocaleString('en-US')];
  return `// Shares: of the ${counted} rows of the ${months} that the contract was learned from. A rule throws rows away: keep those whose reason you know.
const rules: readonly Rule[] = [\n${texts.join('\n')}\n];`;
}

function ruleText({ helper, column }: LearnedRule, { tolerance }: LearnedTime): string {
  if (helper !== 'inSourceMonth') return `${helper}(${quoted(column)}, ${quoted(`The value of ${column}`)})`;
  return `inSourceMonth(${quoted(column)}, ${tolerance})`;
}

function contract(learned: Learned): string {
  const { dataset, fileName, eras, time, keys } = learned;
  const key =
    keys.length > 0
      ? `${keys.join(', ')} ${keys.length === 1 ? 'is' : 'are'} different in every row of a file.`
      : 'No column is different in every row of a file.';
  return `/**
 * Contract of the ${dataset} dataset. A change of columns or meaning raises \`version\`. The key of a load is the source
 * month. ${key}
 */
export const ${dataset}: DatasetContract = {
  dataset: ${quoted(dataset)},
  version: 1,
  table: ${quoted(`${dataset}_trips`)},
  quarantineTable: ${quoted(`${dataset}_trips_quarantine`)},
  lockTable: ${quoted(`${dataset}_load_lock`)},
  fileName: ${quoted(fileName)},
  baseUrl: 'https://publisher.example',
  urlPath: ${quoted(fileName)},
  largestBytes: ${withSeparators(mostBytes(learned.largestBytes))}, // the largest so far has ${learned.largestBytes.toLocaleString('en-US')}
  firstMonth: sourceMonth(${quoted(eras[0].from)}),
  eras,
  columns,
  timeColumn: ${quoted(time.column.name)},
  rules,
  pickupToleranceDays: ${time.tolerance},
  monthsLate: 1,
  staleDays: 45,
  republishedMonths: 3,
  publicationDeadlineDays: 60,
  quarantineLimits: { maxShare: ${mostShare(learned)}, timesMedian: 3, medianOf: 6, withinMonths: 12, leastMonths: 3, leastShare: 0.02 },
  shrink: { leastShare: 0.5 },
  republication: { identifiedBy: [${quoted(time.column.source ?? time.column.name)}], money: [], limits: { rows: 1000, share: 0.05, moneyShare: 0.02 } },
  generated: {
    shape: { rows: ${withSeparators(Math.max(1000, learned.rowsOfMonth))}, broken: 10, previousMonth: 0, nextMonth: 0, brokenClock: 0 },
    breakings: 1,
    sampled: {},
    columns: { ${broken(learned)} },
  },
};`;
}

/** A column of a generated month that breaks its rule where the row is to break one. */
function broken({ rules, time }: Learned): string {
  const number = rules.find(({ helper }) => helper !== 'inSourceMonth');
  if (number === undefined)
    return `${time.column.source.toLowerCase()}: { sql: 'CASE WHEN breaks = 0 THEN NULL ELSE pickup END' }`;
  const value = number.helper === 'finite' ? "CAST('NaN' AS DOUBLE)" : '-1';
  const sql = `CASE WHEN breaks = 0 THEN ${value} ELSE 1 END`;
  return `${number.column.toLowerCase()}: { sql: ${number.helper === 'finite' ? `"${sql}"` : quoted(sql)} }`;
}

/** Room for months four times as large, in round numbers. */
function mostBytes(largest: number): number {
  const most = Math.max(1_000_000, 4 * largest);
  const unit = 10 ** Math.floor(Math.log10(most));
  return Math.ceil(most / unit) * unit;
}

/** Twice what the files have, at least one row of twenty. */
function mostShare({ rules, rows }: Learned): number {
  const share = rules.reduce((sum, rule) => sum + rule.broken, 0) / rows;
  return Math.min(1, Math.max(0.05, Math.ceil(200 * share) / 100));
}
