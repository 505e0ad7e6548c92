import { type SourceMonth, scriptRunner } from '@tlc-elt/contracts';
import { contract } from './options.ts';

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
    `${record.endpoint} (pid ${record.pid}), source ${record.source === 'origin' ? 'the TLC' : record.source}`,
  ],
  ['its log', record.log],
])}
`;

/** What is left running, where things are, and what to type next. */
export function endScreen(record: LocalRecord, month: SourceMonth, env: Environment): string {
  const pnpm = scriptRunner(env);
  return `${where(record)}
next
${lines([
  [
    'query',
    `${pnpm} ops sql "SELECT payment_type, COUNT(*) AS trips FROM ${contract.table} WHERE source_month = '${month}-01' GROUP BY 1 ORDER BY 2 DESC"`,
  ],
  [
    'or with DuckDB',
    `duckdb "$(${pnpm} local warehouse)"   a copy; the client: duckdb.org/install, or pip install duckdb`,
  ],
  ['check again', `${pnpm} ops verify ${month}`],
  ['rejected rows', `${pnpm} ops quarantine ${month} --sample 5`],
  ['all commands', `${pnpm} ops --help`],
  ['stop', `${pnpm} local down`],
])}
`;
}

/** What is left running after a run that failed; its own output has said what to do about the month. */
export const whereScreen = (record: LocalRecord, env: Environment): string =>
  `${where(record)}\n${lines([['stop', `${scriptRunner(env)} local down`]])}\n`;
