import {
  addMonths,
  comparable,
  drift,
  type Profile,
  type RawManifest,
  rowsByWeekdayAndHour,
  UNDATED,
} from '@tlc-elt/contracts';
import type { Account, BrokenRule, Drift, Passport } from '../passport.ts';
import { bandOf, share } from './bands.ts';
import { changeOf } from './change.ts';
import { daysBeside } from './days.ts';
import { distributionOf } from './distributions.ts';
import type { Known } from './known.ts';
import { categoriesOf, nullsOf, unseenOf } from './shares.ts';
import { verdictOf } from './verdict.ts';
import { busiestZones } from './zones.ts';

/** The passport of a loaded month; it says nothing that is not in what is known. */
export function passportOf(known: Known): Passport {
  const { contract, load, profile, history, proved } = known;
  const before = history.map((month) => month.profile);
  const found = driftOf(known);
  return {
    version: 1,
    dataset: contract.dataset,
    table: contract.table,
    month: load.source_month,
    stage: known.stage,
    generated: load.generated,
    verdict: verdictOf(contract, load, proved, found, comparable(contract, profile, before).length),
    account: {
      source_rows: load.source_rows,
      accepted_rows: load.accepted_rows,
      quarantined_rows: load.quarantined_rows,
      table_rows: proved.table_rows,
      duplicate_rows: profile.duplicate_rows,
      ...publicationsOf(known),
      run_id: load.run_id,
      engine: load.engine,
      loaded_at: load.loaded_at,
    },
    compared_with: before.map(({ source_month }) => source_month),
    days: daysBeside(profile, monthBefore(known), known.lastYear?.profile),
    quarantine: quarantineOf(known),
    hours: fromMonday(rowsByWeekdayAndHour(profile)),
    zones: busiestZones(profile, before, known.zoneNames),
    distributions: (contract.profile?.measures ?? []).flatMap(
      (measure) => distributionOf(measure, profile, before) ?? [],
    ),
    categories: categoriesOf(contract, profile, before),
    nulls: nullsOf(profile, before),
    drift: found,
    schema: {
      era: load.era,
      contract_version: load.contract_version,
      unseen: unseenOf(profile, before),
      columns: contract.columns.map(({ name, type, source }) => ({
        name,
        type,
        source: source ?? 'made by the load',
      })),
    },
    change: known.difference === undefined ? null : changeOf(known.difference),
  };
}

const monthBefore = ({ load, history }: Known): Profile | undefined =>
  history.find(({ profile }) => profile.source_month === addMonths(load.source_month, -1))?.profile;

/** What is unlike the months before; a zone by its name. */
function driftOf({ contract, profile, history, zoneNames }: Known): Drift[] {
  const findings = drift(
    contract,
    profile,
    history.map((month) => month.profile),
  );
  return findings.map(({ kind, subject, sentence, strength }) => {
    const name = kind === 'zone' ? zoneNames.get(Number(subject)) : undefined;
    return {
      strength,
      sentence: name === undefined ? sentence : sentence.replace(subject, `${subject} (${name})`),
    };
  });
}

const fromMonday = ([sunday = [], ...others]: readonly number[][]): number[][] => [...others, sunday];

function publicationsOf({ load, manifests }: Known): Pick<Account, 'publication' | 'earlier'> {
  const latestFirst = manifests.toSorted((one, other) =>
    one.source.last_modified < other.source.last_modified ? 1 : -1,
  );
  const loaded = manifests.find(({ source }) => source.etag === load.source_etag);
  return {
    publication: {
      etag: load.source_etag,
      last_modified: loaded === undefined ? null : dateOf(loaded),
      sha256: load.source_sha256,
      rows: load.source_rows,
    },
    earlier: latestFirst
      .filter((manifest) => manifest !== loaded)
      .map((manifest) => ({
        etag: manifest.source.etag,
        last_modified: dateOf(manifest),
        sha256: manifest.sha256,
        rows: manifest.rows,
      })),
  };
}

const dateOf = ({ source }: RawManifest): string | null =>
  source.last_modified === UNDATED ? null : source.last_modified;

const quarantineOf = ({ contract, load, history, examples }: Known): BrokenRule[] =>
  contract.rules.map(({ name, sentence }) => {
    const rows = load.quarantine_by_rule[name] ?? 0;
    return {
      rule: name,
      sentence,
      rows,
      share: share(rows, load.source_rows),
      band: bandOf(
        history.map((month) => share(month.load.quarantine_by_rule[name] ?? 0, month.load.source_rows)),
      ),
      examples: examples[name] ?? [],
    };
  });
