// Breaks promises one by one in a copy of the tree, and shows that a test sees it: mutate [NAME …] [--list]
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mutations } from '../mutations/index.ts';
import { type Mutation, shown } from '../src/mutations/mutation.ts';
import { PYTHON, type Tested, Tree } from '../src/mutations/tree.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean' }, verbose: { type: 'boolean' } },
});
const unknown = positionals.filter((name) => !mutations.some((mutation) => mutation.name === name));
if (unknown.length > 0) {
  process.stderr.write(`no mutation ${unknown.join(', ')}: \`mutate --list\` shows their names\n`);
  process.exit(2);
}
const chosen = mutations.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const line = (mutation: Mutation, word: string): void =>
  void process.stdout.write(`${word.padEnd(12)} ${mutation.name.padEnd(34)} ${shown(mutation.test)}\n`);

if (values.list) {
  for (const mutation of chosen) process.stdout.write(`${mutation.name.padEnd(34)} ${mutation.promise}\n`);
  process.exit(0);
}

if (chosen.some(({ test }) => test.kind === 'pytest') && !existsSync(PYTHON)) {
  const make = 'npx -y pnpm@12.21.0 turbo run lint --filter=@tlc-elt/glue-scripts';
  process.stderr.write(`${PYTHON} is not there, by which the tests of the jobs run: \`${make}\` makes it\n`);
  process.exit(2);
}
const tree = await Tree.copy();
const before = new Map<string, Tested>();
let survivors = 0;
try {
  for (const mutation of chosen) {
    const test = shown(mutation.test);
    // A test that is red anyway proves nothing.
    const whole = before.get(test) ?? (await tree.test(mutation.test));
    before.set(test, whole);
    const { result, output } = await tree.broken(mutation, () => tree.test(mutation.test));
    const word = whole.result !== 'green' ? 'RED BEFORE' : result === 'green' ? 'SURVIVED' : result;
    if (word !== 'red') survivors += 1;
    line(mutation, word);
    if (values.verbose) process.stdout.write(output);
  }
} finally {
  tree.remove();
}
process.stdout.write(
  `\n${chosen.length - survivors} of ${chosen.length} broken promises are seen by their test\n`,
);
process.exitCode = survivors === 0 ? 0 : 1;
