import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipelineErrors, yellow } from '@tlc-elt/contracts';
import { describe, expect, test } from 'vitest';
import { parseTyped, wordsOf } from './typed.ts';

const root = join(import.meta.dirname, '../../..');
const page = (name: string): string => readFileSync(join(root, name), 'utf8');

/** What stands for something in the pages → a value of its kind. */
const values: Readonly<Record<string, string>> = {
  MONTH: '2024-09',
  EXECUTION: 'yellow-2024-09-r1',
  FILE: 'yellow_tripdata_2024-09.parquet',
  NAME: 'StaleRun',
};

/** Every `pnpm ops …` and `ops …` in code of a page. */
function commandsIn(text: string): string[] {
  const fenced = [...text.matchAll(/^ *```\w*\n([\s\S]*?)^ *```/gm)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const inline = [...text.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, code = '']) => code,
  );
  const commands = [...fenced, ...inline].flatMap(
    (line) => /^\s*(?:(?:npx -y )?pnpm(?:@[\d.]+)? )?ops (.+)$/.exec(line)?.[1] ?? [],
  );
  return [
    ...new Set(
      commands.map((line) =>
        line.replace(/\b(MONTH|EXECUTION|FILE|NAME)\b/g, (word) => values[word] ?? word),
      ),
    ),
  ];
}

describe.each(['docs/runbook.md', 'docs/adding-a-column.md', 'docs/errors.md'])('%s', (name) => {
  const commands = commandsIn(page(name)).filter((command) => !command.startsWith('…'));

  test('has commands', () => expect(commands.length).toBeGreaterThan(3));

  test.each(commands)('ops %s is a command of the program', async (command) => {
    await expect(parseTyped(wordsOf(command))).resolves.toBeDefined();
  });
});

test('a page with a command that is none would fail', async () => {
  const [command = ''] = commandsIn('look: `pnpm ops verify MONTH --thoroughly`');
  await expect(parseTyped(wordsOf(command))).rejects.toThrow();
});

test('the runbook has a chapter for each error of the contract, and for no other', () => {
  const [, errors = ''] = page('docs/runbook.md').split(/^## Errors$/m);
  const chapters = [...(errors.split(/^## /m)[0] ?? '').matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  expect(chapters).toEqual(Object.keys(pipelineErrors));
});

test('the sentences of the contract itself name commands that exist', async () => {
  for (const { next } of Object.values(pipelineErrors))
    for (const command of commandsIn(next)) await parseTyped(wordsOf(command));
});

/** Names of a page's chapters in links, as GitHub makes them: signs fall away, spaces become hyphens. */
const chaptersOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );

test('links of the runbook lead to chapters and to pages that exist', () => {
  const text = page('docs/runbook.md');
  const pages = readdirSync(join(root, 'docs'));
  for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
    const [name = '', chapter] = target.split('#');
    const isThere = name === '' || pages.includes(name);
    const chapters = isThere && chapter !== undefined ? chaptersOf(page(`docs/${name || 'runbook.md'}`)) : [];
    expect([target, isThere && (chapter === undefined || chapters.includes(chapter))]).toEqual([
      target,
      true,
    ]);
  }
});

test('the page about a new command shows a command as it is', () => {
  expect(page('docs/adding-a-command.md')).toContain(page('apps/ops-cli/src/commands/stop/command.ts'));
});

test('the runbook says the deadline of the contract', () => {
  expect(page('docs/runbook.md')).toContain(
    `not published ${yellow.publicationDeadlineDays} days after its end`,
  );
});
