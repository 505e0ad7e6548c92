import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { distrusting, editRole, forAnotherAccount, grantsOf } from '../src/iam/grants.ts';
import { groundOf } from '../src/iam/ground.ts';
import { EXEMPT } from '../src/iam/needed-by.ts';
import { inTurn, type Proof, play, provable, prove } from '../src/iam/prove.ts';
import { type ScenarioName, scenarios } from '../src/iam/scenarios.ts';

/** Local clouds that run at once: a runner has two cores. */
const AT_ONCE = 2;
const TEN_MINUTES = 600_000;

const ground = await groundOf('local');
const names = (Object.keys(scenarios) as ScenarioName[]).filter((name) => name !== 'transformed');
const id = ({ role, action, statement }: { role: string; action: string; statement: string }): string =>
  `${role.replace('tlc-local-', '')} ${action} ${statement}`;

afterAll(() => ground.remove());

describe('with every policy as it is deployed', () => {
  const used = new Set<string>();
  let outcomes: unknown[] = [];
  beforeAll(async () => {
    outcomes = await inTurn(names, AT_ONCE, async (name) => {
      const outcome = await play(ground, name);
      for (const grant of outcome.used) if (grant.used) used.add(id(grant));
      return outcome.ok ? name : { name, said: outcome.said };
    });
  }, TEN_MINUTES);

  test('every scenario goes well', () => expect(outcomes).toEqual(names));

  test('`pnpm local iam` shows each action as used, but those that are exempt', () => {
    const never = grantsOf(ground.assembly).filter((grant) => !used.has(id(grant)));
    expect(never.map(({ action, on }) => `${action} ${on}`.trim()).sort()).toEqual([
      's3:ListBucket scripts', // of TransformTrips by DuckDB, which lists no other bucket
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });
});

describe('without one action a scenario fails, and AccessDenied names the action', () => {
  const proofs = new Map<string, Proof>();
  beforeAll(async () => {
    await inTurn(provable(ground.assembly), AT_ONCE, async (grant) => {
      proofs.set(id(grant), await prove(ground, grant));
    });
  }, TEN_MINUTES);

  test.each(provable(ground.assembly))('$role: $action $on', (grant) => {
    const proof = proofs.get(id(grant));
    expect(proof?.shownBy, proof?.instead).toBeDefined();
  });
});

test('at most six actions are exempt, and none deletes, passes a role or writes data', () => {
  expect(Object.keys(EXEMPT)).toHaveLength(6);
  expect(
    Object.keys(EXEMPT).filter((action) => !/^((xray|cloudwatch):|s3:ListBucket scripts$)/.test(action)),
  ).toEqual([]);
  for (const { because, source } of Object.values(EXEMPT))
    expect([because, source]).toEqual([expect.any(String), expect.stringMatching(/^https:\/\/docs\.aws\./)]);
});

test('no role passes a role, or may do anything by a wildcard', () => {
  const wide = grantsOf(ground.assembly).filter(({ action }) => /PassRole|\*/.test(action));
  expect(wide).toEqual([]);
});

// Where each service's refusal to assume its role shows.
const TRUST: readonly [role: string, scenario: ScenarioName][] = [
  ['ingest', 'load'],
  ['transform', 'load'],
  ['load', 'migrateAlone'],
  ['copy', 'load'],
  ['pipeline', 'stopped'],
  ['scheduler', 'schedule'],
];

describe('a role that its service may not assume', () => {
  test.each(TRUST)('%s, trusted to another service', async (role, scenario) => {
    const outcome = await play(ground, scenario, (assembly) => editRole(assembly, role, distrusting));
    expect(outcome.ok).toBe(false);
    expect(JSON.stringify(outcome.said)).toMatch(
      new RegExp(`role/tlc-local-${role} cannot be assumed by \\S+: its trust policy does not allow it`),
    );
  });

  test.each(TRUST)('%s, trusted for another account', async (role, scenario) => {
    const outcome = await play(ground, scenario, (assembly) => editRole(assembly, role, forAnotherAccount));
    expect(outcome.ok).toBe(false);
    expect(JSON.stringify(outcome.said)).toMatch(
      new RegExp(`role/tlc-local-${role} cannot be assumed by \\S+: its trust policy does not allow it`),
    );
  });
});
