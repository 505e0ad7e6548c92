// Adds up the reports that every workspace's test task left, and fails on a skip that .ci/skips does not explain.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const workspaces = [
  ...['apps', 'packages'].flatMap((group) => readdirSync(join(root, group)).map((name) => join(group, name))),
  'glue-scripts',
  'bench',
];

/** vitest's JSON report → tests as { name, status, seconds }. */
const fromVitest = (path) =>
  JSON.parse(readFileSync(path, 'utf8')).testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({
      name: test.fullName,
      status: test.status,
      seconds: (test.duration ?? 0) / 1000,
    })),
  );

const unescaped = (text) =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** pytest's JUnit report → the same, and why a test was skipped. */
const fromPytest = (path) =>
  [
    ...readFileSync(path, 'utf8').matchAll(
      /<testcase classname="([^"]*)" name="([^"]*)" time="([^"]*)"\s*(\/>|>([\s\S]*?)<\/testcase>)/g,
    ),
  ].map(([, suite, name, seconds, , body = '']) => ({
    name: unescaped(`${suite}::${name}`),
    why: unescaped(/<skipped[^>]*message="([^"]*)"/.exec(body)?.[1] ?? ''),
    status: /<skipped/.test(body) ? 'skipped' : /<(failure|error)/.test(body) ? 'failed' : 'passed',
    seconds: Number(seconds),
  }));

const explained = existsSync(join(root, '.ci/skips'))
  ? readFileSync(join(root, '.ci/skips'), 'utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => line.split(' — ')[0].trim())
  : [];

const total = { passed: 0, failed: 0, skipped: 0 };
const unexplained = [];
for (const workspace of workspaces) {
  const reports = join(root, workspace, 'reports');
  if (!existsSync(reports)) continue;
  const tests = readdirSync(reports).flatMap((file) =>
    file.endsWith('.json')
      ? fromVitest(join(reports, file))
      : file.endsWith('.xml')
        ? fromPytest(join(reports, file))
        : [],
  );
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const test of tests) {
    const status = test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped';
    count[status] += 1;
    total[status] += 1;
    if (
      status === 'skipped' &&
      !explained.some((pattern) => `${test.name} ${test.why ?? ''}`.includes(pattern))
    )
      unexplained.push(`${workspace}: ${test.name}`);
  }
  const seconds = tests.reduce((sum, test) => sum + test.seconds, 0).toFixed(1);
  console.log(
    `${workspace.padEnd(24)} ${String(count.passed).padStart(5)} passed ${String(count.failed).padStart(3)} failed ${String(count.skipped).padStart(3)} skipped ${seconds.padStart(8)} s`,
  );
}

for (const name of unexplained) console.error(`skipped without a reason in .ci/skips: ${name}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
if (total.passed === 0 || total.failed > 0 || (process.env.CI && unexplained.length > 0))
  process.exitCode = 1;
