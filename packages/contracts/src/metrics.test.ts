import { expect, test } from 'vitest';
import { embeddedMetric } from './metrics.ts';

test('a metric line names namespace, dimensions, units and values as CloudWatch reads them', () => {
  const line = embeddedMetric(
    { Stage: 'prod', Dataset: 'yellow' },
    { PublicationOverdue: 1 },
    new Date('2026-11-05T11:00:00Z'),
  );
  expect(JSON.parse(line)).toEqual({
    _aws: {
      Timestamp: 1793876400000,
      CloudWatchMetrics: [
        {
          Namespace: 'tlc-elt',
          Dimensions: [['Stage', 'Dataset']],
          Metrics: [{ Name: 'PublicationOverdue', Unit: 'Count' }],
        },
      ],
    },
    Stage: 'prod',
    Dataset: 'yellow',
    PublicationOverdue: 1,
  });
});
