import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LocalCloud } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceBaseUrl } from './source-base-url.ts';

let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await LocalCloud.start({ resources: {} });
}, 60_000);
afterAll(() => cloud?.remove());

test('each publisher has the address of its own parameter, also while another one is remembered', async () => {
  const ssm = new SSMClient(cloud.client);
  const put = (Name: string, Value: string) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
  await put('/tlc/dev/source/base-url', 'https://tlc.example');
  await put('/tlc/dev/source/harbour/base-url', 'https://harbour.example');
  const both = ['/tlc/dev/source/base-url', '/tlc/dev/source/harbour/base-url'];
  const read = async () => [await sourceBaseUrl(ssm, both[0] ?? ''), await sourceBaseUrl(ssm, both[1] ?? '')];
  expect(await read()).toEqual(['https://tlc.example', 'https://harbour.example']);
  expect(await read()).toEqual(['https://tlc.example', 'https://harbour.example']);
});
