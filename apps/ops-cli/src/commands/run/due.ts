import {
  type Dataset,
  datasetOf,
  dueMonth,
  type MonthState,
  monthAt,
  monthName,
  monthsBetween,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { Failed } from '../../errors.ts';
import type { MonthOfDataset } from '../../plan/known.ts';
import { stateOf } from '../../plan/month-state.ts';
import { publicationsOf } from '../../publisher/publications.ts';
import type { Runtime } from '../../runtime.ts';
import { loadedMonths } from '../../warehouse/ledger.ts';
import { type MonthsResult, type MonthsSettings, runMonths } from './months.ts';

/**
 * Runs every published month of the datasets that the ledger lacks, since that month, else since the oldest loaded one,
 * else only the month that is due: nobody gets a backfill of all years unasked. Without noWait the months that are due
 * wait for publication.
 */
export async function runDue(
  options: MonthsSettings,
  names: readonly Dataset[],
  since: SourceMonth | undefined,
  runtime: Runtime,
): Promise<MonthsResult> {
  const runs: MonthOfDataset[] = [];
  const waited: MonthOfDataset[] = [];
  for (const dataset of names) {
    const { published, due } = await lackingOf(dataset, since, runtime);
    runs.push(...published.map((month) => ({ dataset, month })));
    waited.push(...due.map((month) => ({ dataset, month })));
  }
  const result = await runMonths(options, options.noWait ? runs : [...runs, ...waited], runtime);
  const unpublished = options.noWait ? waited.map(monthName) : [];
  return { ...result, due: true, not_published: [...result.not_published, ...unpublished] };
}

/** Months of a dataset that the ledger lacks: those that are published, and those that should be by now. */
async function lackingOf(
  dataset: Dataset,
  since: SourceMonth | undefined,
  runtime: Runtime,
): Promise<{ readonly published: SourceMonth[]; readonly due: SourceMonth[] }> {
  const contract = datasetOf(dataset);
  const loaded = new Set(await loadedMonths(runtime, dataset));
  const oldest = [...loaded].sort()[0];
  const first = since ?? oldest ?? dueMonth(contract, runtime.now());
  const months = monthsBetween(first, monthAt(runtime.now(), -1));
  const lacking = months.filter((month) => month >= contract.firstMonth && !loaded.has(month));
  const publications = await publicationsOf(runtime, contract, lacking);
  const stateOfMonth = (month: SourceMonth): MonthState =>
    stateOf(contract, { month, loads: [], publication: publications.get(month) }, runtime.now());
  const inState = (state: MonthState): SourceMonth[] =>
    lacking.filter((month) => stateOfMonth(month) === state);
  const unclear = inState('unknown');
  if (unclear.length > 0) throw unclearAnswers(unclear, publications);
  const published = inState('published');
  runtime.progress.line(
    `${published.length} published ${published.length === 1 ? 'month is' : 'months are'} not loaded since ${monthName({ dataset, month: first })}${since === undefined ? `, ${oldest === undefined ? 'the month that is due' : 'the oldest that is loaded'} (--since takes earlier ones)` : ''}; loaded ones stay as they are (\`${runtime.hint('status --source')}\` shows which the publisher has replaced)`,
  );
  const newestDue = dueMonth(contract, runtime.now());
  return { published, due: inState('not_published').filter((month) => month <= newestDue) };
}

function unclearAnswers(
  months: readonly SourceMonth[],
  publications: Awaited<ReturnType<typeof publicationsOf>>,
): Failed {
  const [month] = months;
  const publication = month === undefined ? undefined : publications.get(month);
  const answer = publication && 'answer' in publication ? publication.answer : '';
  return new Failed(
    `the publisher does not say whether ${months.length === 1 ? month : `${month} and ${months.length - 1} more`} is published: ${answer}`,
    'try again later; nothing was started',
  );
}
