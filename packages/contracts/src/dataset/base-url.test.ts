import { expect, test } from 'vitest';
import { BaseUrl } from './base-url.ts';

test.each([
  'https://data.harbour.example',
  'https://data.harbour.example/open/',
  'https://data.harbour.example:8443/open',
  'http://127.0.0.1:4566/_publisher/trip-data',
  'http://localhost:8080',
  'http://[::1]:8080/data',
])('%s is an address of a publisher', (address) => expect(BaseUrl.parse(address)).toBe(address));

test.each([
  ['', 'is no address'],
  ['data.harbour.example', 'is no address'],
  ['set when it runs', 'is no address'],
  ['http://data.harbour.example', 'begins with http://, and a publisher is asked by https: only'],
  ['http://127.0.0.1.harbour.example', 'begins with http://'],
  ['http://169.254.169.254/latest', 'begins with http://'],
  ['ftp://127.0.0.1/data', 'begins with ftp://'],
  ['file:///etc', 'begins with file://'],
  ['https://me@data.harbour.example', 'has a user or a password in it'],
  ['http://127.0.0.1@data.harbour.example', 'has a user or a password in it'],
  ['https://data.harbour.example/?of=', 'has a query or a fragment'],
  ['https://data.harbour.example/#', 'has a query or a fragment'],
])('%j is none', (address, why) => {
  const { error } = BaseUrl.safeParse(address);
  expect(error?.issues.map(({ message }) => message)).toEqual([
    expect.stringContaining(`${JSON.stringify(address)} ${why}`),
  ]);
});
