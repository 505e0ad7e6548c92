import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LookupContract, lookups } from '@tlc-elt/contracts';
import { afterAll, expect, test } from 'vitest';
import { writeLookup } from './write-lookup.ts';

const directory = mkdtempSync(join(tmpdir(), 'lookup-'));
const [taxiZones] = lookups.filter(({ lookup }) => lookup === 'taxi_zones') as [LookupContract];
afterAll(() => rmSync(directory, { recursive: true }));

test('a made-up lookup says so, and has a zone for each id of the TLC', () => {
  const path = writeLookup(taxiZones, directory);
  expect(path).toBe(join(directory, 'misc/taxi_zone_lookup.csv'));
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '# tlc-elt.generated',
    '"LocationID","Borough","Zone","service_zone"',
    '1,"Made-up Borough 2","Made-up Zone 1","Boro Zone"',
  ]);
  expect(lines.slice(-2)).toEqual(['264,"Unknown","N/A","N/A"', '265,"N/A","Outside of NYC","N/A"']);
  expect(lines.slice(2).map((line) => Number(line.split(',')[0]))).toEqual(
    Array.from({ length: 265 }, (_, i) => i + 1),
  );
  expect(readdirSync(join(directory, 'misc'))).toEqual(['taxi_zone_lookup.csv']);
});

test('a file that is there is kept', () => {
  const path = writeLookup(taxiZones, directory);
  writeFileSync(path, 'the real one');
  expect(readFileSync(writeLookup(taxiZones, directory), 'utf8')).toBe('the real one');
});
