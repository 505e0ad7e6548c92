import { Encoder } from 'cbor-x';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServiceError } from '../aws/errors.ts';
import { checkInput } from '../aws/model/check.ts';
import { modelOf } from '../aws/model/model.ts';
import type { WireRequest } from './wire.ts';
import { wireOf } from './wires.ts';
import { isWithinBounds } from './xml-bounds.ts';

function request(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): WireRequest {
  const [bare = '', rawQuery = ''] = path.split('?');
  const query = new URLSearchParams(rawQuery);
  const method = path.startsWith('/b') ? 'PUT' : 'POST';
  return { method, headers, path: bare, rawQuery, query, body: Buffer.from(body) };
}

const encoder = new Encoder({ useRecords: false } as object);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CBOR = '/service/GraniteServiceVersion20100801/operation/PutMetricData';

/** Each wire: how it carries members of the names on a path, one inside the other. */
const WIRES: Readonly<Record<string, readonly [service: string, carry: (path: string[]) => WireRequest]>> = {
  form: [
    'monitoring',
    (path) => request('/', FORM, `Action=PutMetricData&${path.map(encodeURIComponent).join('.')}=x`),
  ],
  json: ['glue', (path) => request('/', { 'x-amz-target': 'AWSGlue.StartJobRun' }, nested(path))],
  'rest-json': [
    'lambda',
    (path) => request(`/2015-03-31/functions/f/invocations?${path[0]}=x`, {}, nested(path)),
  ],
  'rest-xml': ['s3', (path) => request('/b?tagging', {}, `<Tagging>${elements(path)}</Tagging>`)],
  cbor: ['monitoring', (path) => request(CBOR, {}, encoder.encode(inside(path)))],
};

const inside = (path: readonly string[]): Map<string, unknown> | string =>
  path.reduceRight<Map<string, unknown> | string>((value, name) => new Map([[name, value]]), 'x');
const nested = (path: readonly string[]): string =>
  path.reduceRight((text, name) => `{${JSON.stringify(name)}:${text}}`, '"x"');
const elements = (path: readonly string[]): string =>
  path.reduceRight((text, name) => `<${name}>${text}</${name}>`, 'x');

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'NotAction', 'hasOwnProperty'];
const MEMBERS = ['Arguments', 'MetricData', 'Dimensions', 'member', '1', 'TagSet', 'Tag', 'Key', 'JobName'];

const paths = fc.array(fc.constantFrom(...NAMES, ...MEMBERS), { minLength: 1, maxLength: 5 });

/** What Object.prototype and its functions hold. */
const inherited = (): readonly unknown[] =>
  [Object.prototype, Array.prototype, Function.prototype, Object].flatMap((object) =>
    Reflect.ownKeys(object).flatMap((name) => {
      const { value, get, set } = Object.getOwnPropertyDescriptor(object, name) ?? {};
      return [name, value, get, set];
    }),
  );

/** Throws where an object of an input has a prototype. */
function expectOwnMembersOnly(value: unknown): void {
  if (typeof value !== 'object' || value === null || value instanceof Map || value instanceof Uint8Array)
    return;
  if (!Array.isArray(value)) expect(Object.getPrototypeOf(value)).toBeNull();
  for (const item of Object.values(value)) expectOwnMembersOnly(item);
}

test.each(Object.keys(WIRES))('no name of a %s request reaches a prototype', (name) => {
  const [service, carry] = WIRES[name] ?? ['', () => request('/', {}, '')];
  const model = modelOf(service);
  const before = inherited();
  fc.assert(
    fc.property(paths, (path) => {
      const asked = carry(path);
      const wire = wireOf(asked, model);
      const { operation, path: placed } = wire.operationOf(asked, model);
      try {
        const input = wire.decode(asked, model, operation, placed);
        expect(Object.getPrototypeOf(input)).toBeNull();
        checkInput(model, operation, input, undefined);
        expectOwnMembersOnly(input);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        expect(error.statusCode).toBeLessThan(500);
      }
      const after = inherited();
      expect(after.length).toBe(before.length);
      expect(after.every((value, index) => Object.is(value, before[index]))).toBe(true);
    }),
    { seed: 13, numRuns: 500 },
  );
});

/** Values that are nested far deeper than any of AWS's inputs, and how each wire refuses them. */
const DEPTH = 400_000;
const deep = (open: string, close: string): string => open.repeat(DEPTH) + close.repeat(DEPTH);
const target = { 'x-amz-target': 'AWSGlue.StartJobRun' };
const NOT_JSON = /^SerializationException 400: the body is not JSON: it is nested deeper than 1100 levels$/;
const NOT_XML = /^MalformedXML 400/;
const NOT_CBOR = /^SerializationException 400: the body is not CBOR: it is nested too deeply$/;

test.each<[string, string, WireRequest, RegExp]>([
  ['JSON of arrays', 'glue', request('/', target, `{"Arguments":${deep('[', ']')}}`), NOT_JSON],
  [
    'JSON of objects',
    'glue',
    request('/', target, `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`),
    NOT_JSON,
  ],
  [
    'JSON around a long number',
    'glue',
    request('/', target, `${'['.repeat(DEPTH)}12345678901234567890`),
    NOT_JSON,
  ],
  ['XML', 's3', request('/b?tagging', {}, deep('<a>', '</a>')), NOT_XML],
  ['XML of the same name', 's3', request('/b?tagging', {}, deep('<Tagging>', '</Tagging>')), NOT_XML],
  ['CBOR of arrays', 'monitoring', request(CBOR, {}, Buffer.alloc(DEPTH, 0x81)), NOT_CBOR],
  ['CBOR of tags', 'monitoring', request(CBOR, {}, Buffer.alloc(DEPTH, 0xc1)), NOT_CBOR],
])('%s, 400,000 levels deep, is refused', (_, service, asked, expected) => {
  const model = modelOf(service);
  const wire = wireOf(asked, model);
  const { operation, path } = wire.operationOf(asked, model);
  let said = '';
  try {
    wire.decode(asked, model, operation, path);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    said = `${error.code} ${error.statusCode}: ${error.message}`;
  }
  expect(said).toMatch(expected);
});

test('what a string holds is no depth', () => {
  const asked = request('/', target, JSON.stringify({ JobName: `"\\${'[{'.repeat(DEPTH)}` }));
  const model = modelOf('glue');
  expect(wireOf(asked, model).decode(asked, model, 'StartJobRun')).toMatchObject({
    JobName: `"\\${'[{'.repeat(DEPTH)}`,
  });
});

/** Bodies of 4 MB, which S3 reads whole; each kept everybody waiting for seconds when it was parsed. */
const FOUR_MB = 4 * 1024 * 1024;
const attributes = (sign: (index: number) => string): string => {
  let text = '';
  for (let index = 0; text.length < FOUR_MB; index += 1) text += sign(index);
  return text;
};

test.each<[string, string]>([
  ['attributes', `<Tagging${attributes((index) => ` a${index}="x"`)}><TagSet/></Tagging>`],
  [
    'attributes behind a quoted sign of an end',
    `<Tagging a=">"${attributes((index) => ` a${index}='>'`)}><TagSet/></Tagging>`,
  ],
  ['attributes without values', `<Tagging${attributes(() => ' a')}><TagSet/></Tagging>`],
  ['elements', `<Tagging><TagSet/>${attributes(() => '<b></b>')}</Tagging>`],
  ['empty elements', `<Tagging><TagSet/>${attributes(() => '<b/>')}</Tagging>`],
  ['comments', `<Tagging><TagSet/>${attributes(() => '<!---->')}</Tagging>`],
])('XML of 4 MB of %s is refused before it is parsed', (_, body) => {
  expect(isWithinBounds(body)).toBe(false);
  const asked = request('/b?tagging', {}, body);
  expect(() => wireOf(asked, modelOf('s3')).decode(asked, modelOf('s3'), 'PutBucketTagging')).toThrow(
    /The XML you provided was not well-formed/,
  );
});

const checksums = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']
  .map((name) => `<Checksum${name}>AAAAAA==</Checksum${name}>`)
  .join('');
const part = (number: number): string =>
  `<Part><PartNumber>${number}</PartNumber><ETag>&quot;e=1 b='2'&quot;</ETag>${checksums}</Part>`;
const parts = Array.from({ length: 10_000 }, (_, index) => part(index + 1)).join('');
const grantee =
  '<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>i</ID></Grantee>';
const grants = `<Grant>${grantee}<Permission>READ</Permission></Grant>`.repeat(100);

test.each<[string, string]>([
  ['a completion of 10,000 parts', `<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`],
  [
    'a list of 1,000 keys with signs of equality',
    `<Delete>${'<Object><Key>year=2024/month="09" </Key></Object>'.repeat(1000)}</Delete>`,
  ],
  ['100 grants', `<AccessControlPolicy>${grants}</AccessControlPolicy>`],
  ['an apostrophe in a comment', `<!-- it's --><Tagging>${'<a x="1"/>'.repeat(100)}</Tagging>`],
])('%s is within the bounds of XML', (_, body) => {
  expect(isWithinBounds(body)).toBe(true);
});
