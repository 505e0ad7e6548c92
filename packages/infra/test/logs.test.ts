import { expect, test } from 'vitest';
import { resources, stages } from './templates.ts';

test.each(stages)('every log group of stage %s forgets', (stage) => {
  const groups = resources(stage, 'AWS::Logs::LogGroup').map(({ properties }) => [
    properties.LogGroupName,
    properties.RetentionInDays,
  ]);
  const days = stage === 'prod' ? 365 : 30;
  const p = `tlc-${stage}`;
  expect(Object.fromEntries(groups)).toEqual({
    [`/aws/lambda/${p}-check-source`]: days,
    [`/aws/lambda/${p}-write-passport`]: days,
    [`/aws/lambda/${p}-trigger`]: days,
    [`/aws/lambda/${p}-scripts-deployment`]: days,
    [`/aws/vendedlogs/states/${p}-pipeline`]: days,
    [`/aws/redshift/${p}/userlog`]: days,
    [`/aws/redshift/${p}/connectionlog`]: days,
    [`/aws/redshift/${p}/useractivitylog`]: days,
  });
});

// The CDK gives no way to a log group of this one; it runs once, when a stage that may lose its data is removed.
const WITHOUT = /^CustomS3AutoDeleteObjects/;

test.each(stages)('every function of stage %s logs to a group of its own', (stage) => {
  for (const { logicalId, properties } of resources(stage, 'AWS::Lambda::Function')) {
    if (WITHOUT.test(logicalId)) continue;
    expect(properties.LoggingConfig?.LogGroup, logicalId).toEqual({ Ref: expect.any(String) });
  }
});
