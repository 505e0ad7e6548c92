import type { Defence } from './defence.ts';
import { defences } from './table.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

const rowOf = ({ tries, happens, test }: Defence): string =>
  `| ${cell(tries)} | ${cell(happens)} | [${test.split('/').at(-1)}](../${test}) |`;

const HEADER = `# What is defended

This page is written by \`pnpm --filter @tlc-elt/e2e security\` from the tables in \`packages/e2e/src/defences\`; a test checks that
each test is there. What fails without malice is in [reliability.md](reliability.md), what the deployed roles may in
[decision 0006](decisions/0006-least-privilege.md).`;

const TITLES = '| somebody tries | what happens | test |\n| --- | --- | --- |';

const NOT_DEFENDED = `## What is not defended

- The local cloud trusts the user who started it. It listens on 127.0.0.1 only and its files are that user's alone, but jobs and
  functions run as that user, without a sandbox: do not run templates or scripts there that you would not run by hand.
- Other users of the same machine can see that it listens, and may ask it; without the keys in \`.local\` they are refused. They can
  still take its time.
- On AWS: whoever may deploy may do what the bootstrap's roles may; [deploy.md](deploy.md) says how to limit them. The administrator of
  the warehouse may change what is loaded; \`ops verify\` tells it.
- A publisher that publishes wrong numbers in a right file: nobody can tell but by looking at the month.
- A file without checksums (CRC, GZIP, MD5 as ETag) that is damaged on the way may load as other numbers: [damage.md](damage.md)
  has how often.`;

/** docs/security.md. */
export const securityPage = (): string =>
  `${[
    HEADER,
    ...Object.entries(defences).map(([who, rows]) => `## ${who}\n\n${TITLES}\n${rows.map(rowOf).join('\n')}`),
    NOT_DEFENDED,
  ].join('\n\n')}\n`;
