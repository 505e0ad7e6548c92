import { join } from 'node:path';
import { ownPublishers, yellow } from '@tlc-elt/contracts';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { CheckSourceStack } from '../src/check-source/check-source-stack.ts';
import { stageConfig } from '../src/config/stages.ts';
import { StorageStack } from '../src/storage/storage-stack.ts';

const harbour = { dataset: 'harbour', baseUrl: 'https://data.harbour.example/open' };
const publishers = ownPublishers('local', [yellow, harbour]);
const config = stageConfig({ TLC_STAGE: 'local' });

test("a publisher of its own has a parameter beside the TLC's, for which a folder stands in by its host", () => {
  const template = Template.fromStack(new StorageStack(new App(), config, { publishers }));
  const found = Object.values(template.findResources('AWS::SSM::Parameter')).flatMap((parameter) =>
    String(parameter.Properties.Name).startsWith('/tlc/local/source/')
      ? [[parameter.Properties.Name, parameter.Properties.Value, parameter.Metadata['local-cloud'].path]]
      : [],
  );
  expect(found).toEqual([
    ['/tlc/local/source/base-url', expect.stringContaining('cloudfront.net'), '/trip-data'],
    ['/tlc/local/source/harbour/base-url', 'https://data.harbour.example/open', '/data.harbour.example/open'],
  ]);
});

test('CheckSource may read both addresses, and no other parameter', () => {
  const stack = new CheckSourceStack(new App(), config, {
    bundleDir: join(import.meta.dirname, '../src'),
    publishers,
  });
  const readable = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Role')).match(
    /parameter\/[^"]*/g,
  );
  expect(readable).toEqual([
    'parameter/tlc/local/source/base-url',
    'parameter/tlc/local/source/harbour/base-url',
  ]);
});
