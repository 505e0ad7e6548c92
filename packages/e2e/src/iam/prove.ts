import { rm } from 'node:fs/promises';
import type { Stage } from '@tlc-elt/contracts';
import { edited, withoutTrigger } from './assemblies.ts';
import { Cloud, type Used } from './cloud.ts';
import { editRole, type Grant, grantsOf, without } from './grants.ts';
import type { LineageEndpoint } from './lineage-endpoint.ts';
import { isExempt, neededBy } from './needed-by.ts';
import { type Months, type Outcome, type ScenarioName, scenarios } from './scenarios.ts';

export interface Ground {
  readonly stage: Stage;
  readonly assembly: string;
  /** Folder of the publisher. */
  readonly source: string;
  readonly months: Months;
  readonly endpoint: LineageEndpoint;
}

/** What became of a scenario without one action. */
export interface Proof extends Grant {
  readonly scenario: ScenarioName;
  /** Where AccessDenied names the action; undefined where the scenario went well or failed for another reason. */
  readonly shownBy: string | undefined;
  readonly seconds: number;
  /** What was said instead. */
  readonly instead: string;
}

/** AWS's words for a refusal: of most services, of Redshift's COPY, of SNS. */
const REFUSED = /AccessDenied|Access Denied|AuthorizationError/;

type Edit = { file: string; text: string };

/** Runs a scenario on a fresh local cloud of an assembly with some templates changed. */
export async function play(
  { stage, assembly, source, months, endpoint }: Ground,
  name: ScenarioName,
  edit?: (assembly: string) => Edit,
): Promise<Outcome & { used: Used[] }> {
  const scenario = scenarios[name];
  const first = 'withoutTrigger' in scenario ? edited(assembly, [withoutTrigger(assembly)]) : assembly;
  const changed = edit ? edited(first, [edit(first)]) : first;
  const cloud = new Cloud({ stage, assembly: changed, source });
  try {
    const refusal = await cloud.up().catch(({ message }: Error) => message);
    if (refusal !== undefined) return { ok: false, said: { '`pnpm local up`': refusal }, used: [] };
    const outcome = await scenario.run(cloud, months, endpoint);
    const said = outcome.ok ? outcome.said : { ...outcome.said, '`pnpm local iam`': await cloud.refused() };
    return { ok: outcome.ok, said, used: edit ? [] : await cloud.used() };
  } finally {
    await cloud.remove();
    for (const folder of new Set([first, changed]))
      if (folder !== assembly) await rm(folder, { recursive: true, force: true });
  }
}

/** Takes one action away, and asks the scenario that needs it. */
export async function prove(
  ground: Ground,
  grant: Grant,
  scenario: ScenarioName = neededBy(grant),
): Promise<Proof> {
  const began = performance.now();
  const outcome = await play(ground, scenario, (assembly) => editRole(assembly, grant.role, without(grant)));
  const named = `assumed-role/tlc-${ground.stage}-${grant.role}/`;
  const shown = Object.entries(outcome.said).find(
    ([, text]) =>
      REFUSED.test(text) &&
      text
        .split(named)
        .some((part) => part.slice(0, 200).includes(`not authorized to perform: ${grant.action} on`)),
  );
  return {
    ...grant,
    scenario,
    shownBy: outcome.ok ? undefined : shown?.[0],
    seconds: (performance.now() - began) / 1000,
    instead: outcome.ok ? 'the scenario went well without it' : JSON.stringify(outcome.said).slice(0, 600),
  };
}

/** Grants of an assembly that must each be proved; those first whose scenario takes half a minute of retries. */
export const provable = (assembly: string): Grant[] =>
  grantsOf(assembly)
    .filter((grant) => !isExempt(grant))
    .sort((a, b) => Number(b.action === RETRIED) - Number(a.action === RETRIED));

/** Refused it is Lambda.AWSLambdaException, as a passing failure of Lambda is. */
const RETRIED = 'lambda:InvokeFunction';

/** Does things, so many at once, in the given order. */
export async function inTurn<T, R>(
  items: readonly T[],
  atOnce: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const at = next;
      next += 1;
      results[at] = await run(items[at] as T);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
