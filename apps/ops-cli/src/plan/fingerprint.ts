import { datasetOf, type Fingerprint, nextRunNumber, type PlannedRun, runName } from '@tlc-elt/contracts';
import type { Known } from './known.ts';

/** What a decision about a month stands on; undefined where the publisher has no file. */
export function fingerprintOf({ dataset, month, loads, publication, runs }: Known): Fingerprint | undefined {
  if (publication?.state !== 'published') return undefined;
  const { etag, bytes, last_modified } = publication.source;
  const [newest] = loads;
  return {
    contract_version: datasetOf(dataset).version,
    loaded: newest === undefined ? null : identityOf(newest),
    publication: { etag, bytes, last_modified },
    next_run: runName(dataset, month, nextRunNumber(dataset, month, runs)),
  };
}

const identityOf = ({
  load_number,
  run_id,
  attempt,
  source_etag,
  contract_version,
}: Known['loads'][number]): Fingerprint['loaded'] => ({
  load_number,
  run_id,
  attempt,
  source_etag,
  contract_version,
});

/** How a part of a fingerprint is told. */
const words: { readonly [Name in keyof Fingerprint]: (fingerprint: Fingerprint) => string } = {
  publication: ({ publication: { etag, bytes, last_modified } }) =>
    `the publisher's file, ETag ${etag}, ${bytes} bytes, of ${last_modified}`,
  loaded: ({ loaded }) =>
    loaded === null
      ? 'nothing is loaded'
      : `loaded by ${loaded.run_id} (load ${loaded.load_number}, attempt ${loaded.attempt}, contract ${loaded.contract_version}, ETag ${loaded.source_etag})`,
  contract_version: ({ contract_version }) => `contract version ${contract_version}`,
  next_run: ({ next_run }) => `the next run is ${next_run}`,
};

/** What is no longer as the plan has it; none where the run may start. */
export function changesOf({ fingerprint: planned }: Pick<PlannedRun, 'fingerprint'>, known: Known): string[] {
  if (known.running !== undefined) return [`${known.running} is going`];
  const found = fingerprintOf(known);
  if (found === undefined) return [answerOf(known)];
  return Object.values(words)
    .filter((say) => say(planned) !== say(found))
    .map((say) => `planned: ${say(planned)}; now: ${say(found)}`);
}

const answerOf = ({ publication }: Known): string =>
  publication && 'answer' in publication
    ? `the publisher does not say what it has: ${publication.answer}`
    : 'the publisher has no file any more';
