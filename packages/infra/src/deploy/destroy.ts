import { stackConcerns } from '../config/stacks.ts';
import { assembledStack } from './assembly.ts';
import { destroyArguments } from './cdk.ts';
import type { Host } from './host.ts';
import { checkSurroundings, preflight } from './preflight.ts';
import { Refusal } from './refusal.ts';

/** Asks a person and gives the answer; undefined where nobody can answer. */
export type Ask = (question: string) => Promise<string | undefined>;

/** Removes every stack of the stage, the last deployed first; gives an exit code. Prod asks for its name. */
export async function destroy(host: Host, ask: Ask): Promise<number> {
  const { config, assembly, env, cdk, say } = host;
  const { stage, retainData } = config;
  const stacks = stackConcerns.map((concern) => assembledStack(assembly, stage, concern)).reverse();
  const to = { account: stacks[0]?.account ?? '', region: stacks[0]?.region ?? '' };
  for (const line of checkSurroundings(stage, to, env)) say(line);
  if (stage === 'prod') await confirm(stage, to.account, ask);
  await preflight(stage, to, host.clients(to.region));
  for (const { name } of stacks) {
    const code = await cdk(destroyArguments(assembly, name));
    if (code !== 0) return code;
  }
  say(
    retainData
      ? 'buckets, log groups and the namespace of the warehouse are kept; docs/deploy.md says how to remove them'
      : 'the stage is gone, with its data',
  );
  return 0;
}

async function confirm(stage: string, account: string, ask: Ask): Promise<void> {
  const answer = await ask(
    `This removes stage ${stage} in account ${account}. Type the stage's name to go on: `,
  );
  if (answer?.trim() !== stage)
    throw new Refusal(
      `stage ${stage} is removed only by whoever types its name, not ${JSON.stringify(answer ?? '')}`,
      'Nothing was changed',
    );
}
