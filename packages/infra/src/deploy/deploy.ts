import type { StackConcern } from '../config/stacks.ts';
import { type AssembledStack, assembledStack } from './assembly.ts';
import { deployArguments, diffArguments } from './cdk.ts';
import type { Host } from './host.ts';
import { setLogRetention } from './log-retention.ts';
import { checkSurroundings, type Destination, preflight, refuseLocal } from './preflight.ts';
import { type Unit, units } from './units.ts';
import { setUsageLimit } from './usage-limit.ts';

type Clients = ReturnType<Host['clients']>;

/** What CloudFormation cannot say, done after a stack is there; each may be done again at any time. */
interface Step {
  readonly says: string;
  readonly run: (clients: Clients, host: Host) => Promise<string>;
}

const steps: Partial<Record<StackConcern, Step>> = {
  warehouse: {
    says: "set the workgroup's monthly usage limit",
    run: ({ redshift }, { config }) => setUsageLimit(redshift, config),
  },
  jobs: {
    says: "give Glue's log groups a retention",
    run: ({ logs }, { config }) => setLogRetention(logs, config),
  },
};

const stacksOf = ({ assembly, config }: Host, unit: Unit): AssembledStack[] =>
  units[unit].map((concern) => assembledStack(assembly, config.stage, concern));

const destinationOf = ([first]: readonly AssembledStack[]): Destination => ({
  account: first?.account ?? '',
  region: first?.region ?? '',
});

/** Says what a deploy of the unit would do, and what would stop it; asks nobody, changes nothing. */
export function dryRun(host: Host, unit: Unit): void {
  const { say, assembly, config, env } = host;
  refuseLocal(config.stage, env);
  const stacks = stacksOf(host, unit);
  for (const { name, account, region, resources, templateHash, assets } of stacks) {
    say(
      `would deploy ${name} to ${account}/${region}: ${resources} resources, template ${templateHash.slice(0, 12)}`,
    );
    for (const asset of assets) say(`  would publish asset ${asset.slice(0, 12)} unless it is there`);
  }
  say(
    `  by: cdk ${deployArguments(
      assembly,
      stacks.map(({ name }) => name),
    ).join(' ')}`,
  );
  for (const concern of units[unit]) if (steps[concern]) say(`  then: ${steps[concern].says}`);
  try {
    for (const line of checkSurroundings(config.stage, destinationOf(stacks), env)) say(line);
  } catch (error) {
    say(`a deploy would be refused: ${(error as Error).message}`);
  }
}

/** Deploys the stacks of a unit in order and does what belongs to them; gives an exit code. Refuses early. */
export async function deploy(host: Host, unit: Unit): Promise<number> {
  const { config, assembly, env, cdk, say } = host;
  const stacks = stacksOf(host, unit);
  const to = destinationOf(stacks);
  for (const line of checkSurroundings(config.stage, to, env)) say(line);
  const clients = host.clients(to.region);
  await preflight(config.stage, to, clients);
  for (const [index, concern] of units[unit].entries()) {
    const code = await cdk(deployArguments(assembly, [stacks[index]?.name ?? '']));
    if (code !== 0) return code;
    const line = await steps[concern]?.run(clients, host);
    if (line) say(line);
  }
  return 0;
}

/** Shows how the unit's stacks differ from what is deployed; gives an exit code. */
export async function diff(host: Host, unit: Unit): Promise<number> {
  const { config, assembly, env, cdk } = host;
  const stacks = stacksOf(host, unit);
  const to = destinationOf(stacks);
  checkSurroundings(config.stage, to, env);
  await preflight(config.stage, to, host.clients(to.region));
  return cdk(
    diffArguments(
      assembly,
      stacks.map(({ name }) => name),
    ),
  );
}
