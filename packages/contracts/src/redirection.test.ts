import { expect, test } from 'vitest';
import { redirectionOf } from './redirection.ts';

test('nothing is redirected by a variable that is absent or empty', () => {
  expect([redirectionOf({ AWS_REGION: 'x' }), redirectionOf({ AWS_ENDPOINT_URL: '' })]).toEqual([
    undefined,
    undefined,
  ]);
});

test.each(['http://127.0.0.1:4666', 'http://localhost:4666', 'http://[::1]:4666'])(
  '%s is an emulator on this machine',
  (AWS_ENDPOINT_URL) => {
    expect(redirectionOf({ AWS_ENDPOINT_URL })?.emulator).toBe(AWS_ENDPOINT_URL);
  },
);

test.each([
  { AWS_ENDPOINT_URL: 'http://10.0.0.1:4666' },
  { AWS_ENDPOINT_URL: 'http://127.0.0.1.example.com' },
  { AWS_ENDPOINT_URL: 'nowhere' },
  { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
  { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
])('%o leads some clients elsewhere', (env) => {
  const redirection = redirectionOf(env);
  expect([redirection?.emulator, redirection?.names]).toEqual([undefined, Object.keys(env)]);
  expect(redirection?.said).toContain(Object.values(env)[0]);
});
