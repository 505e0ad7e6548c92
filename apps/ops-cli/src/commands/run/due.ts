import {
  type DatasetContract,
  datasets,
  deadlineOf,
  dueMonth,
  monthAt,
  monthsBetween,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { Failed } from '../../errors.ts';
import { publicationsOf } from '../../publisher/publications.ts';
import type { Runtime } from '../../runtime.ts';
import { loadedMonths } from '../../warehouse/ledger.ts';
import { type MonthsResult, type MonthsSettings, runMonths } from './months.ts';

/**
 * Runs every published month that the ledger lacks, since that month, else since the oldest loaded one, else only the month
 * that is due: nobody gets a backfill of all years unasked. Without noWait the months that are due wait for publication.
 */
export async function runDue(
  options: MonthsSettings,
  since: SourceMonth | undefined,
  runtime: Runtime,
): Promise<MonthsResult> {
  const contract = datasets[options.dataset];
  const loaded = new Set(await loadedMonths(runtime, options.dataset));
  const oldest = [...loaded].sort()[0];
  const first = since ?? oldest ?? dueMonth(contract, runtime.now());
  const lacking = monthsBetween(first, monthAt(runtime.now(), -1)).filter((month) => !loaded.has(month));
  const publications = await publicationsOf(runtime, contract, lacking);
  const unclear = lacking.filter((month) => isUnclear(publications.get(month)?.state));
  if (unclear.length > 0) throw unclearAnswers(unclear, publications);
  const published = lacking.filter((month) => publications.get(month)?.state === 'published');
  const due = lacking.filter((month) => !published.includes(month) && isDue(contract, month, runtime.now()));
  runtime.progress.line(
    `${published.length} published ${published.length === 1 ? 'month is' : 'months are'} not loaded since ${first}${since === undefined ? `, ${oldest === undefined ? 'the month that is due' : 'the oldest that is loaded'} (--since takes earlier ones)` : ''}; loaded ones stay as they are (\`${runtime.hint('status --source')}\` shows which the publisher has replaced)`,
  );
  const runs = options.noWait ? published : [...published, ...due];
  const result = await runMonths(options, runs, runtime);
  const unpublished = options.noWait ? due : [];
  return { ...result, due: true, not_published: [...result.not_published, ...unpublished] };
}

const isUnclear = (state: string | undefined): boolean => state === 'unavailable' || state === 'not_usable';

/** A month that the TLC should have published by now, and may still: past its deadline a run would only fail. */
const isDue = (contract: DatasetContract, month: SourceMonth, now: Date): boolean =>
  month <= dueMonth(contract, now) && now < deadlineOf(contract, month);

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
