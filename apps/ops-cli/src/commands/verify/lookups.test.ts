import { createHash } from 'node:crypto';
import { lookupFileKey, lookups } from '@tlc-elt/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { type Counts, loadMonth } from '../../../test/month.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { deploy } from '../../../test/stage.ts';
import type { Result } from './report.ts';

const [taxiZones] = lookups.filter(({ lookup }) => lookup === 'taxi_zones');
if (!taxiZones) throw new Error('the contracts have no taxi_zones');

let fake: FakeAws;
let root: string;
let counts: Counts;
/** Rows of the ledger, and of the table. */
let ledger: [version: number, sha256: string][];
let table: [version: number, ...zone: (string | number)[]][];

beforeAll(async () => {
  fake = await startFakeAws();
  root = cloneWith(fake.url);
  deploy(fake);
});
afterAll(() => fake.close());

const zones = [
  [1, 'EWR', 'Newark Airport', 'EWR'],
  [2, 'Queens', 'Jamaica "Bay", North', 'Boro Zone'],
  [12, 'N/A', 'Outside of NYC', 'N/A'],
] as const;
const csv = (head: string): string =>
  `${head}"LocationID","Borough","Zone","service_zone"\r\n12,"N/A","Outside of NYC","N/A"\r\n1,"EWR","Newark Airport","EWR"\n2,Queens,"Jamaica ""Bay"", North",Boro Zone\n`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const pathOf = (text: string): string => `raw/${lookupFileKey(taxiZones, sha256(text))}`;
const texts = [csv('\uFEFF'), csv('# tlc-elt.generated\n')] as [string, string];

beforeEach(async () => {
  fake.objects.clear();
  counts = await loadMonth(fake);
  for (const text of texts) fake.objects.set(pathOf(text), Buffer.from(text));
  ledger = texts.map((text, i) => [i + 1, sha256(text)]);
  table = [1, 2].flatMap((version) => zones.map((zone): (typeof table)[number] => [version, ...zone]));
  counts.lookups = (sql) => (sql.includes('lookup_ledger') ? ledger : table);
});

async function problems(...argv: string[]): Promise<string[]> {
  const { stdout } = await ops(['verify', '--json', ...argv], { root });
  return (JSON.parse(stdout) as Result).problems.map(({ code, message }) => `${code}: ${message}`);
}

test('every version has the rows of its file', async () => {
  expect(await problems()).toEqual([]);
});

const changes: [what: string, change: () => void, problem: RegExp][] = [
  [
    'a value',
    () => void table[4]?.splice(3, 1, 'Elsewhere'),
    /^lookup_differs: taxi_zone_versions, version 2: .*row 2 is 2, Queens, Elsewhere, Boro Zone, in the file 2, Queens, Jamaica "Bay", North, Boro Zone$/,
  ],
  [
    'a row that is lost',
    () => void table.splice(2, 1),
    /^lookup_differs: .*version 1: it has 2 rows, its file 3; row 3 is none/,
  ],
  [
    'a row that is doubled',
    () => void table.splice(1, 0, [1, ...zones[0]]),
    /^lookup_differs: .*version 1: it has 4 rows/,
  ],
  ['all rows that are lost', () => void table.splice(3), /^lookup_differs: .*version 2: it has 0 rows/],
  [
    'rows of no version',
    () => void table.push([9, ...zones[0]]),
    /^lookup_differs: .*version 9: it has 1 rows, and lookup_ledger does not know it$/,
  ],
  [
    'the file',
    () => void fake.objects.set(pathOf(texts[0]), Buffer.from('a')),
    /^lookup_file_changed: .*version 1: its file s3:\/\/raw\/lookups\/taxi_zones\/.*csv has SHA-256 ca97/,
  ],
  [
    'the file that is lost',
    () => void fake.objects.delete(pathOf(texts[1])),
    /^lookup_file_missing: .*version 2: /,
  ],
];

test.each(changes)('%s is found, and it is said what mends it', async (_, change, problem) => {
  change();
  const found = await problems();
  expect(found).toEqual([expect.stringMatching(problem)]);
  const { code, stdout } = await ops(['verify'], { root });
  const version = /version (\d)/.exec(found[0] ?? '')?.[1];
  expect(code).toBe(1);
  expect(stdout).toContain(`DELETE FROM taxi_zone_versions WHERE version = ${version}`);
  expect(stdout).toContain(`DELETE FROM lookup_ledger WHERE lookup = 'taxi_zones' AND version = ${version}`);
});

test('one month alone is not held by its lookup', async () => {
  table = [];
  expect(await problems('2024-09')).toEqual([]);
});
