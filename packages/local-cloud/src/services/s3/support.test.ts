import { expect, it } from 'vitest';
import { runPython } from '../../../testing/python-clients.ts';
import { refusedOperations } from './refused-operations.ts';
import { routes } from './routes.ts';
import { support } from './support.ts';

it('every operation that is listed is dispatched, and none besides', () => {
  expect(Object.keys(support.operations).sort()).toEqual(routes.map(({ operation }) => operation).sort());
});

it('an operation is served or refused, never both', () => {
  const served = new Set(routes.map(({ operation }) => operation));
  expect(Object.values(refusedOperations).filter((operation) => served.has(operation))).toEqual([]);
});

/** Old names of operations that AWS gave a second one, variants of refused addresses, and what has no address here. */
const ALIASES = [
  ...['GetBucketLifecycle', 'PutBucketLifecycle', 'GetBucketNotification', 'PutBucketNotification'],
  ...['ListBucketAnalyticsConfigurations', 'ListBucketIntelligentTieringConfigurations'],
  ...['ListBucketInventoryConfigurations', 'ListBucketMetricsConfigurations'],
  ...['ListDirectoryBuckets', 'WriteGetObjectResponse'],
];

it('every operation of botocore’s model of S3 is served or refused by name', async () => {
  const script =
    'import botocore.session,json;print(json.dumps(botocore.session.get_session().get_service_model("s3").operation_names))';
  const { stdout } = await runPython(['-c', script], {});
  const known = [
    ...routes.map(({ operation }) => operation),
    ...Object.values(refusedOperations),
    ...ALIASES,
  ];
  expect((JSON.parse(stdout) as string[]).filter((operation) => !known.includes(operation))).toEqual([]);
}, 60_000);
