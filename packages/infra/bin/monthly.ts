import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../src/config/environment.ts';
import { monthly, type Ops } from '../src/workflows/monthly.ts';

/** `ops …` with its progress on this process's stderr. */
const ops: Ops = (args) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'apps/ops-cli/bin/ops.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout }));
  });

// The monthly workflow's one step: DATASET, MONTH and FORCE are its inputs; the summary goes to the job's page and to stdout.
const { DATASET, MONTH, FORCE, GITHUB_STEP_SUMMARY } = process.env;
const { summary, exitCode } = await monthly(ops, {
  dataset: DATASET || 'all',
  ...(MONTH ? { month: MONTH } : {}),
  force: FORCE === 'true',
});
process.stdout.write(summary);
if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, summary);
process.exitCode = exitCode;
