import { tamperings } from '../tampering/table.ts';
import type { Tampering } from '../tampering/tampering.ts';
import type { Expectation } from './fault.ts';
import { type DatasetFault, faults, faultsElsewhere } from './table.ts';

const TABLES: Readonly<Record<Expectation['table'], string>> = {
  old: 'the month before, whole',
  new: 'the new month, whole',
  latest: 'the newest month, whole',
  none: 'no row of the month',
};

/** What the run says, without the signs of a regular expression. */
const said = ({ code, cause }: Expectation): string => {
  if (cause === undefined) return code === 0 ? 'succeeds' : `ends with ${code}`;
  const words = cause.source
    .replaceAll('.*', '… ')
    .replaceAll('\\', '')
    .replaceAll('|', '\\|')
    .replace(/^… /, '')
    .trim();
  return `fails: \`${words}\``;
};

const rowOf = ({ what, expect, dataset, engines = ['duckdb'] }: DatasetFault): string =>
  `| ${what} | ${said(expect)} | ${TABLES[expect.table]} | ${dataset} | ${engines.map((engine) => (engine === 'spark' ? 'Spark' : 'DuckDB')).join(', ')} |`;

const HEADER = `# What happens when something fails

This page is written by \`pnpm --filter @tlc-elt/e2e reliability\` from the table of faults in \`packages/e2e/src/faults\`;
\`packages/e2e/test/faults.test.ts\` makes each of them from outside — a publisher that fails, a network that fails
requests, signals, limits of files — on a real local cloud by the commands that a user types. No line of what is
deployed knows of them.

Months of two datasets, \`yellow\` and \`fhvhv\`, take turns, and run side by side. For every row: a first publication is loaded, a newer one is published, the fault happens and \`ops run MONTH\` runs.
Then exit code, cause, the table (rows and sums, counted apart from the pipeline), the ledger and \`ops verify\` are
compared with the row; the fault ends, and another \`ops run MONTH\` loads the newest publication, exactly once.`;

const TITLES =
  '| the pipeline meets | the run | the table then has | with | engines |\n| --- | --- | --- | --- | --- |';

const FOUND_BY: Readonly<Record<Tampering['depth'], string>> = {
  quick: '`--quick`',
  default: '`verify`',
  deep: '`--deep`',
};
const tamperingRow = ({ what, depth, finds }: Tampering): string =>
  `| ${what} | ${FOUND_BY[depth]} | ${finds.map((code) => `\`${code}\``).join(' or ')} |`;

/** What `ops verify` finds, and by how much reading. */
function tamperingPages(): string {
  const groups = Object.entries(tamperings).map(
    ([group, found]) =>
      `### ${group}\n\n| somebody has | found by | as |\n| --- | --- | --- |\n${found.map(tamperingRow).join('\n')}`,
  );
  return [VERIFY, ...groups].join('\n\n');
}

const VERIFY = `## What somebody changes afterwards

\`ops verify\` compares what is loaded with where it came from. \`packages/e2e/test/verify.test.ts\` loads a month for each row
of these tables, does what the row says, looks at what each depth finds, follows the advice that is printed word for
word, and looks again: the month must be right at the greatest depth, and its rows those from before.

- \`--quick\` reads documents, footers, counts and the digests of both tables, which the warehouse computes anew.
- Without a flag it also reads each raw file whole, for its hashes.
- \`--deep\` computes by the contract's SELECT what the raw rows come to, and reads every written file.

Each depth finds what those before it find. What nothing tells a second time is not compared: the run and the moment that a
manifest names, the seconds of a report, whether a load was forced. Loads that are older than digests are shown as
\`unproved\`: their counts are compared, and their values cannot be, until they are loaded again.`;

/** The page docs/reliability.md. */
export function reliabilityPage(): string {
  const groups = Object.entries(faults).map(
    ([group, found]) => `## ${group}\n\n${TITLES}\n${found.map(rowOf).join('\n')}`,
  );
  const elsewhere = faultsElsewhere.map(
    ({ what, outcome, test }) => `| ${what} | ${outcome} | \`${test}\` |`,
  );
  const others = `## Made by other tests\n\n| the pipeline meets | outcome | test |\n| --- | --- | --- |\n${elsewhere.join('\n')}`;
  const more = `## Beyond single faults

- Random steps against a model: \`packages/e2e/test/model.test.ts\` by the commands (\`pnpm --filter @tlc-elt/e2e model
  --steps 10000 --seed N\` for more), \`glue-scripts/tests/model\` with thousands of steps in process. Both print their seed.
- \`pnpm --filter @tlc-elt/e2e mutate\` breaks each promise in a copy of the tree and shows the test that goes red.`;
  return `${[HEADER, ...groups, others, tamperingPages(), more].join('\n\n')}\n`;
}
