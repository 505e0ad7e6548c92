import { ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, expect, test } from 'vitest';
import { WebhookUrl } from './webhook-url.ts';

const NAME = '/tlc/dev/notifications/webhook-url';
let value: string | Error;
let asked: unknown[];
beforeEach(() => {
  asked = [];
});

/** Of an SSM that answers as told; what real ones answer, test/bundle.test.ts asks. */
const subject = (): WebhookUrl => {
  const send = async ({ input }: { input: unknown }) => {
    asked.push(input);
    if (value instanceof Error) throw value;
    return { Parameter: { Value: value } };
  };
  return new WebhookUrl({ send } as unknown as SSMClient, NAME);
};

test('is read decrypted, kept for five minutes, and read again where it is not believed any more', async () => {
  value = 'https://hooks.example/one\n';
  const url = subject();
  expect((await url.get(0)).href).toBe('https://hooks.example/one');
  value = 'https://hooks.example/two';
  expect((await url.get(299_999)).href).toBe('https://hooks.example/one');
  expect((await url.get(300_000)).href).toBe('https://hooks.example/two');
  value = 'https://hooks.example/three';
  url.forget();
  expect((await url.get(300_001)).href).toBe('https://hooks.example/three');
  expect(asked).toEqual(Array(3).fill({ Name: NAME, WithDecryption: true }));
});

test.each([
  ['nothing', '', /holds no https address/],
  ['no address', 'secret', /holds no https address/],
  [
    'an address that everybody could read on the way',
    'http://hooks.example/secret',
    /holds no https address/,
  ],
  ['another scheme', 'ftp://hooks.example/secret', /holds no https address/],
  [
    'no parameter',
    new ParameterNotFound({ message: 'none', $metadata: {} }),
    /there is no SSM parameter \/tlc\/dev\/notifications\/webhook-url\. Next: `aws ssm put-parameter --type SecureString/,
  ],
])('%s is refused, and not repeated', async (_, given, words) => {
  value = given;
  const refused = await subject()
    .get()
    .catch((error: Error) => error);
  expect(refused).toMatchObject({ name: 'NotTold', message: expect.stringMatching(words) });
  expect(String(refused)).not.toContain('secret');
});

test('other errors of SSM are its own', async () => {
  value = new Error('throttled');
  await expect(subject().get()).rejects.toThrow('throttled');
});
