import { fhvhv, sourceMonth, yellow } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { endScreen } from './end-screen.ts';

const record = { pid: 1, endpoint: 'http://127.0.0.1:1', log: '/log', source: 'origin' };

test.each([
  [yellow, 'SELECT payment_type, COUNT(*) AS trips FROM yellow_trips WHERE', 'ops verify 2024-05\n'],
  [
    fhvhv,
    'SELECT hvfhs_license_num, COUNT(*) AS trips FROM fhvhv_trips WHERE',
    'ops verify 2024-05 --dataset fhvhv\n',
  ],
])('what to type next is of the dataset that was loaded: $dataset', (contract, query, verify) => {
  const screen = endScreen(record, contract, sourceMonth('2024-05'), {});
  expect(screen).toContain(query);
  expect(screen).toContain(verify);
  expect(screen).toContain(verify.replace('verify', 'report').replace('\n', ' --open\n'));
});
