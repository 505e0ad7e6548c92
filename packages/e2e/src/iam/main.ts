import { groundOf } from './ground.ts';
import { inTurn, type Proof, provable, prove } from './prove.ts';

/** One line of the table: who may do what, what fails without it, and where that shows. */
const line = ({ role, action, on, scenario, shownBy, seconds, instead }: Proof): string =>
  [
    role.padEnd(13),
    `${action}${on ? ` (${on})` : ''}`.padEnd(46),
    scenario.padEnd(15),
    `${seconds.toFixed(1)} s`.padEnd(7),
    shownBy ?? `NOT PROVED: ${instead}`,
  ].join(' ');

// Proves every grant of a stage, two at once: `pnpm --filter @tlc-elt/e2e iam [local|dev] [text of role or action]`
const [stage = 'local', only = ''] = process.argv.slice(2);
const ground = await groundOf(stage === 'dev' ? 'dev' : 'local');
try {
  const began = performance.now();
  const grants = provable(ground.assembly).filter(({ role, action }) => `${role} ${action}`.includes(only));
  const proofs = await inTurn(grants, 2, async (grant) => {
    const proof = await prove(ground, grant);
    process.stdout.write(`${line(proof)}\n`);
    return proof;
  });
  const open = proofs.filter(({ shownBy }) => shownBy === undefined).length;
  process.stdout.write(
    `${proofs.length} grants, ${open} not proved, ${((performance.now() - began) / 1000).toFixed(0)} s\n`,
  );
  if (open > 0) process.exitCode = 1;
} finally {
  await ground.remove();
}
