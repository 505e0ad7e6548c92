import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../testing/template-cloud.ts';
import { type Raw, sendSigned } from '../../testing/wire/signed.ts';

let place: TemplateCloud;
beforeAll(async () => {
  place = await templateCloud({});
});
afterAll(() => place.stop());

const answer = async (raw: Raw): Promise<string> => {
  const { status, body } = await sendSigned(place.client, raw);
  return `${status} ${body}`;
};

const listed: Raw = {
  service: 'logs',
  headers: {
    'x-amz-target': 'Logs_20140328.DescribeLogGroups',
    'content-type': 'application/x-amz-json-1.1',
  },
  body: '{}',
};
const asked: Raw = {
  service: 'sts',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
};
const buckets: Raw = { service: 's3', method: 'GET' };
const unsignedPayload = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };

const MISMATCH =
  /^40[03] .*(InvalidSignatureException|SignatureDoesNotMatch).*signature we calculated does not match/s;

test.each([listed, asked, buckets])(
  'a request of $service as its clients sign it is answered',
  async (raw) => {
    expect(await answer(raw)).toMatch(/^200 /);
  },
);

test.each([listed, asked])('$service takes no body that the signature does not cover', async (raw) => {
  expect(await answer({ ...raw, headers: { ...raw.headers, ...unsignedPayload } })).toMatch(MISMATCH);
});

test('S3 takes one', async () => {
  expect(await answer({ ...buckets, headers: unsignedPayload })).toMatch(/^200 /);
});

test.each([
  [listed, 'x-amz-target', /^400 .*InvalidSignatureException.*'x-amz-target' must be a 'SignedHeader'/s],
  [listed, 'host', /^400 .*InvalidSignatureException.*'host' must be a 'SignedHeader'/s],
  [asked, 'host', /^403 .*SignatureDoesNotMatch.*'host' must be a 'SignedHeader'/s],
  [buckets, 'host', /^403 .*AccessDenied.*not signed: host/s],
] as const)(
  'a request of $0.service without $1 under its signature is refused',
  async (raw, header, said) => {
    expect(await answer({ ...raw, unsigned: [header] })).toMatch(said);
  },
);

test.each<[string, (hex: string) => string]>([
  ['with more behind it', (hex) => `${hex}zz`],
  ['with more digits', (hex) => `${hex}00`],
  ['in capitals', (hex) => hex.toUpperCase()],
  ['that is cut', (hex) => hex.slice(0, -1)],
])('a signature %s is none', async (_, signature) => {
  for (const raw of [listed, asked, buckets]) expect(await answer({ ...raw, signature })).toMatch(MISMATCH);
});

test('a signature is given once', async () => {
  const signature = (hex: string): string => `${hex}, Signature=${hex}`;
  expect(await answer({ ...listed, signature })).toMatch(/^400 .*requires one 'Signature' parameter/s);
});
