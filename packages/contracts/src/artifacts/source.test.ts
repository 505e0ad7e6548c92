import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Etag, etagOf } from './source.ts';

const file = { bytes: 61_170_186, last_modified: '2024-11-20T16:02:09.000Z' };
const MD5 = '28cb1bd7e5f1e8b3a2c4d5e6f7081920';

test.each([
  [`"${MD5}"`, MD5],
  [`"${MD5}-4"`, `${MD5}-4`],
  [MD5, MD5],
  ['"v1"', 'v1-61170186-20241120T160209Z'],
  ['W/"v1"', 'v1-61170186-20241120T160209Z'],
  [`W/"${MD5}"`, `${MD5}-61170186-20241120T160209Z`],
  [`"${MD5}-gzip"`, `${MD5}-gzip-61170186-20241120T160209Z`],
  ['"5dea0200-bd41"', '5dea0200-bd41-61170186-20241120T160209Z'],
])('%s goes into keys as %s', (header, etag) => expect(etagOf(header, file)).toBe(etag));

test('an ETag that may be given to the next file too is another one with another length or date', () => {
  const others = [
    { ...file, bytes: 7 },
    { ...file, last_modified: '2024-11-20T16:02:10.000Z' },
  ];
  for (const other of others) expect(etagOf('"v1"', other)).not.toBe(etagOf('"v1"', file));
});

/** What a header may have. */
const latin1 = fc.nat(255).map((code) => String.fromCharCode(code));

test('any ETag is the name of one folder, and another one is another', () => {
  fc.assert(
    fc.property(fc.string({ unit: latin1, maxLength: 300 }), fc.string({ maxLength: 100 }), (one, other) => {
      const [etag, another] = [etagOf(`"${one}"`, file), etagOf(`"${other}"`, file)];
      expect(Etag.parse(etag)).toBe(etag);
      if (one.replaceAll('"', '') !== other.replaceAll('"', '')) expect(etag).not.toBe(another);
    }),
  );
});

test.each([
  ['of two hundred letters', 'a1'.repeat(100)],
  ['with a way out of its folder', '../../evil'],
  ['that is a folder of its own', '..'],
  ['that is an option of a job', '--force'],
])('an ETag %s is hashed', (_, etag) => {
  for (const header of [`"${etag}"`, `W/"${etag}"`])
    expect(etagOf(header, file)).toMatch(/^[0-9a-f]{64}-61170186-20241120T160209Z$/);
});
