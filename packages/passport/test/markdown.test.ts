import { expect, test } from 'vitest';
import { passportMarkdown } from '../src/index.ts';
import { samplePassport } from './sample.ts';

test('says the verdict first, then where each row went', () => {
  const text = passportMarkdown(samplePassport(true));
  expect(text).toMatch(
    /^## yellow 2024-09 \(generated\)\n\n\*\*⚠ Unusual\.\*\* Every row is accounted for, but 3 things differ/,
  );
  expect(
    text.indexOf('**3,633,030** rows in the file = **3,483,770** accepted + **149,260** quarantined'),
  ).toBeLessThan(text.indexOf('### Trips per day'));
  expect(text).toMatch(/\n`[▁▂▃▄▅▆▇█]{30}`\n/);
  expect(Buffer.byteLength(text)).toBeLessThan(100_000); // GitHub takes a megabyte for all steps of a job
});

test('has the sections of the page, in their order', () => {
  const titles = [...passportMarkdown(samplePassport()).matchAll(/^### (.*)$/gm)].map(([, title]) => title);
  expect(titles).toEqual([
    'Trips per day',
    'Quarantine',
    'Hours of the week',
    'Busiest zones',
    'Distributions',
    'Shares',
    'Drift',
    'Schema',
  ]);
});

test('what data says is no markup: a cell stays a cell', () => {
  const text = passportMarkdown(samplePassport());
  const cell = text.split('\n').find((line) => line.includes('alert'));
  expect(cell).toBe(
    '| Zone &#60;script&#62;alert(1)&#60;/script&#62; &#38; "co" | 13,008 | 0.37 % | −0.16 points |',
  );
});
