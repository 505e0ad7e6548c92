import { expect, test } from 'vitest';
import { sourceMonth } from '../input/month.ts';
import { believedCopy } from './ledger-copy.ts';

const month = { dataset: 'yellow', month: sourceMonth('2024-09') } as const;
const loading = {
  version: 1,
  dataset: 'yellow',
  source_month: '2024-09',
  run_id: 'yellow-2024-09-r2',
  attempt: 'a',
};
const loaded = {
  ...loading,
  load_number: 7,
  source_etag: 'e',
  source_bytes: 1,
  source_last_modified: '2024-11-20 16:02:09',
  loaded_at: '2024-11-21 09:00:00',
};
const json = JSON.stringify;

test('a copy is believed beside the loading.json of its own load', () => {
  expect(believedCopy(json(loading), json(loaded), month)).toEqual(loaded);
  expect(believedCopy(json({ ...loading, more: 1 }), json({ ...loaded, more: 1 }), month)).toEqual(loaded);
});

test.each([
  ['that is missing', json(loading), undefined],
  ['whose loading.json is missing', undefined, json(loaded)],
  ['that is torn', json(loading), json(loaded).slice(0, -9)],
  ['whose loading.json is torn', json(loading).slice(0, -9), json(loaded)],
  ['that is empty', json(loading), ''],
  ['that is no object', json(loading), 'null'],
  ['of a load before a later one began', json({ ...loading, run_id: 'yellow-2024-09-r3' }), json(loaded)],
  ['of an earlier attempt of the run', json({ ...loading, attempt: 'b' }), json(loaded)],
  [
    'of another month',
    json({ ...loading, source_month: '2024-08' }),
    json({ ...loaded, source_month: '2024-08' }),
  ],
  ['of another dataset', json({ ...loading, dataset: 'green' }), json({ ...loaded, dataset: 'green' })],
  ['of a version that is not known', json({ ...loading, version: 2 }), json({ ...loaded, version: 2 })],
  ['without an ETag', json(loading), json({ ...loaded, source_etag: undefined })],
  ['of half a byte', json(loading), json({ ...loaded, source_bytes: 0.5 })],
])('a copy %s counts as none', (_, last, copy) => {
  expect(believedCopy(last, copy, month)).toBeUndefined();
});
