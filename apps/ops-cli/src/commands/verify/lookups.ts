import { createHash } from 'node:crypto';
import { LOOKUP_LEDGER_TABLE, type LookupContract, lookupFileKey, parameterNames } from '@tlc-elt/contracts';
import { readText } from '../../objects/objects.ts';
import type { Runtime } from '../../runtime.ts';
import { queryIfLoaded } from '../../warehouse/ledger.ts';
import type { Value } from '../../warehouse/values.ts';
import type { Advice } from './advice.ts';
import { lookupRows } from './lookup-file.ts';
import type { Problem, ProblemCode } from './report.ts';

/** A version as ledger and table have it; without a hash the ledger does not know it. */
interface Version {
  sha256?: string;
  readonly rows: Value[][];
}

/** Proves each version of a lookup: its rows in the table are those of the publisher's file in raw. */
export async function verifyLookup(
  lookup: LookupContract,
  runtime: Runtime,
  advice: Advice,
): Promise<Problem[]> {
  const versions = await readVersions(lookup, runtime);
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).rawBucket);
  const problems: Problem[] = [];
  for (const [version, { sha256 = '', rows }] of versions) {
    const key = lookupFileKey(lookup, sha256);
    const text = sha256 === '' ? undefined : await readText(runtime, bucket, key);
    const judged = judgeVersion(lookup, { sha256, rows, text }, `s3://${bucket}/${key}`);
    if (judged === undefined) continue;
    const [code, message] = judged;
    problems.push({
      code,
      message: `${lookup.versionsTable}, version ${version}: ${message}`,
      next: mended(lookup, version, advice),
    });
  }
  return problems;
}

async function readVersions(lookup: LookupContract, runtime: Runtime): Promise<Map<number, Version>> {
  const columns = lookup.columns.map(({ name }) => name);
  const [ledger, table] = await Promise.all([
    queryIfLoaded(
      runtime,
      `SELECT version, source_sha256 FROM ${LOOKUP_LEDGER_TABLE} WHERE lookup = '${lookup.lookup}' ORDER BY version`,
    ),
    queryIfLoaded(
      runtime,
      `SELECT version, ${columns.join(', ')} FROM ${lookup.versionsTable} ORDER BY version, ${columns[0]}`,
    ),
  ]);
  const versions = new Map<number, Version>();
  const at = (version: Value): Version => {
    const known = versions.get(Number(version)) ?? { rows: [] };
    versions.set(Number(version), known);
    return known;
  };
  for (const [version = null, sha256] of ledger.rows) at(version).sha256 = String(sha256);
  for (const [version = null, ...values] of table.rows) at(version).rows.push(values);
  return versions;
}

/** What is wrong with a version: its code, and a sentence. */
function judgeVersion(
  lookup: LookupContract,
  { sha256, rows, text }: Version & { readonly sha256: string; readonly text: string | undefined },
  url: string,
): [ProblemCode, string] | undefined {
  if (sha256 === '')
    return ['lookup_differs', `it has ${rows.length} rows, and ${LOOKUP_LEDGER_TABLE} does not know it`];
  if (text === undefined) return ['lookup_file_missing', `its file ${url} is not there`];
  const found = createHash('sha256').update(text).digest('hex');
  if (found !== sha256) return ['lookup_file_changed', `its file ${url} has SHA-256 ${found}`];
  const published = [...(lookupRows(lookup, text) ?? [])].sort(([a], [b]) => Number(a) - Number(b));
  const differs = Array.from({ length: Math.max(rows.length, published.length) }, (_, i) => i).find(
    (i) => JSON.stringify(rows[i]) !== JSON.stringify(published[i]),
  );
  if (differs === undefined) return undefined;
  const shown = (row: readonly Value[] | undefined): string => (row === undefined ? 'none' : row.join(', '));
  return [
    'lookup_differs',
    `it has ${rows.length} rows, its file ${published.length}; row ${differs + 1} is ${shown(rows[differs])}, in the file ${shown(published[differs])}`,
  ];
}

/** Without the version the next load of a month adds the publisher's newest anew, and by force its file as well; one before that is gone. */
function mended({ lookup, versionsTable }: LookupContract, version: number, advice: Advice): string {
  return [
    advice.statement(`DELETE FROM ${versionsTable} WHERE version = ${version}`),
    advice.statement(
      `DELETE FROM ${LOOKUP_LEDGER_TABLE} WHERE lookup = '${lookup}' AND version = ${version}`,
    ),
    advice.command('run 2024-09 --force'),
  ].join(', then: ');
}
