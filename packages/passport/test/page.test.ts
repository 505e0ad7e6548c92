import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { passportPage } from '../src/index.ts';
import { startChromium } from './chromium.ts';
import { samplePassport } from './sample.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Pictures of the page as somebody sees it: to be looked at. */
const pictures = join(import.meta.dirname, '../reports/pictures');
const desk = { viewport: { width: 1200, height: 900 } };
const phone = { viewport: { width: 360, height: 740 } };

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
  mkdirSync(pictures, { recursive: true });
});
afterAll(() => browser?.close());

/** Opens a page, which may ask for nothing. */
async function open(text: string, options: BrowserContextOptions): Promise<{ page: Page; asked: string[] }> {
  const page = await (await browser.newContext(options)).newPage();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) asked.push(request.url());
  });
  await page.setContent(text, { waitUntil: 'load' });
  return { page, asked };
}

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** What axe-core finds by all its rules, or by those of a theme and a width; what is folded away is looked at as well. */
async function findings(page: Page, rules: 'all' | 'of a look'): Promise<string[]> {
  const options =
    rules === 'all' ? {} : { runOnly: ['color-contrast', 'scrollable-region-focusable', 'target-size'] };
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (given) => (window as unknown as { axe: Axe }).axe.run(given),
    options,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

describe.each([
  ['usual', samplePassport()],
  ['odd', samplePassport(true)],
])('a passport of an %s month', (name, passport) => {
  const text = passportPage(passport);

  test('is one file of at most 300 KB that asks no network for anything', async () => {
    expect(Buffer.byteLength(text)).toBeLessThan(300_000);
    expect(text).not.toMatch(/<script|https?:|url\(|@import/);
    const { page, asked } = await open(text, { ...desk, javaScriptEnabled: false });
    expect(asked).toEqual([]);
    expect(await page.locator('h2').allTextContents()).toEqual([
      'Rows',
      'Trips per day',
      'Quarantine',
      'Hours of the week',
      'Busiest zones',
      'Distributions',
      'Shares',
      'Drift',
      'Schema',
    ]);
    await page.context().close();
  });

  test.each([
    ['light', desk],
    ['dark', desk],
    ['light', phone],
    ['dark', phone],
  ] as const)('axe-core finds nothing: %s, %j', async (colorScheme, size) => {
    const { page } = await open(text, { ...size, colorScheme });
    await page.screenshot({
      path: join(pictures, `${name}-${colorScheme}-${size.viewport.width}.png`),
      fullPage: true,
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      size.viewport.width,
    );
    expect(await findings(page, colorScheme === 'light' && size === desk ? 'all' : 'of a look')).toEqual([]);
    await page.context().close();
  });

  test('is printed without what is folded away', async () => {
    const { page } = await open(text, desk);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('details').first().isVisible()).toBe(false);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    writeFileSync(join(pictures, `${name}.pdf`), await page.pdf({ format: 'A4' }));
    await page.context().close();
  });
});

test('each picture says in words what it shows, and has its numbers beside it', async () => {
  const { page } = await open(passportPage(samplePassport()), desk);
  const labels = await page
    .locator('svg')
    .evaluateAll((all) => all.map((svg) => svg.getAttribute('aria-label')));
  expect(labels).toHaveLength(8);
  for (const label of labels) expect(label).toMatch(/\d/);
  expect(await page.locator('details table').count()).toBeGreaterThanOrEqual(8);
  await page.context().close();
});

test('what data says is text', async () => {
  const { page } = await open(passportPage(samplePassport()), desk);
  expect(await page.locator('th', { hasText: 'Zone <script>alert(1)</script> & "co"' }).count()).toBe(1);
  expect(await page.locator('td b').count()).toBe(0);
  await page.context().close();
});
