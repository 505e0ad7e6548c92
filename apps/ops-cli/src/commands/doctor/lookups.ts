import { LOOKUP_LEDGER_TABLE, type LookupContract, lookups } from '@tlc-elt/contracts';
import { described, readLookupManifest } from '../../objects/lookups.ts';
import type { Runtime } from '../../runtime.ts';
import { queryIfLoaded } from '../../warehouse/ledger.ts';
import { attempt, type Check, ok, warn } from './check.ts';

/** What runs have brought of each lookup, and whether the warehouse has it. */
export const checkLookups = (runtime: Runtime): Promise<Check[]> =>
  Promise.all(
    lookups.map((lookup) =>
      attempt(`lookup ${lookup.lookup}`, 'look at the permissions of these credentials', () =>
        checkLookup(runtime, lookup),
      ),
    ),
  );

async function checkLookup(runtime: Runtime, lookup: LookupContract): Promise<Check> {
  const check = `lookup ${lookup.lookup}`;
  const next = `each run looks for it: ${runtime.hint('run 2024-09')}`;
  const manifest = await readLookupManifest(runtime, lookup);
  if (manifest === undefined) return warn(check, 'no run has looked for it yet', next);
  const { kept, problem } = manifest;
  if (kept === undefined || problem) return warn(check, described(manifest), next);
  const { rows } = await queryIfLoaded(
    runtime,
    `SELECT version, source_sha256 FROM ${LOOKUP_LEDGER_TABLE} WHERE lookup = '${lookup.lookup}' ORDER BY version DESC LIMIT 1`,
  );
  const [[version, sha256] = []] = rows;
  if (sha256 === kept.sha256) return ok(check, `version ${version}: ${described(manifest)}`);
  const has = version === undefined ? 'none' : `version ${version}, another one`;
  return warn(check, `raw keeps ${described(manifest)}; the warehouse has ${has}`, next);
}
