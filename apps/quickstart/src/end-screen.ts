import { type DatasetContract, DEFAULT_DATASET, type SourceMonth, scriptRunner } from '@tlc-elt/contracts';

/** What `local up --json` says of the local cloud. */
export interface LocalRecord {
  readonly pid: number;
  readonly endpoint: string;
  readonly log: string;
  readonly source: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const lines = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`).join('\n');
};

const where = (record: LocalRecord): string => `
where
${lines([
  [
    'local cloud',
    `${record.endpoint} (pid ${record.pid}), source ${record.source === 'origin' ? 'the publisher' : record.source}`,
  ],
  ['its log', record.log],
])}
`;

/** What a first query counts by, whichever of them the dataset has. */
const GROUPS = ['payment_type', 'hvfhs_license_num', 'pickup_location_id'];

/** What is left running, where things are, and what to type next. */
export function endScreen(
  record: LocalRecord,
  contract: DatasetContract,
  month: SourceMonth,
  env: Environment,
): string {
  const pnpm = scriptRunner(env);
  const { dataset, table, columns } = contract;
  const group = GROUPS.find((name) => columns.some((column) => column.name === name)) ?? 'source_month';
  const flag = dataset === DEFAULT_DATASET ? '' : ` --dataset ${dataset}`;
  return `${where(record)}
next
${lines([
  [
    'query',
    `${pnpm} ops sql "SELECT ${group}, COUNT(*) AS trips FROM ${table} WHERE source_month = '${month}-01' GROUP BY 1 ORDER BY 2 DESC"`,
  ],
  [
    'or with DuckDB',
    `duckdb "$(${pnpm} local warehouse)"   a copy; the client: duckdb.org/install, or pip install duckdb`,
  ],
  ['check again', `${pnpm} ops verify ${month}${flag}`],
  ['its passport', `${pnpm} ops report ${month}${flag} --open`],
  ['rejected rows', `${pnpm} ops quarantine ${month}${flag} --sample 5`],
  ['all commands', `${pnpm} ops --help`],
  ['stop', `${pnpm} local down`],
])}
`;
}

/** What is left running after a run that failed; its own output has said what to do about the month. */
export const whereScreen = (record: LocalRecord, env: Environment): string =>
  `${where(record)}\n${lines([['stop', `${scriptRunner(env)} local down`]])}\n`;
