import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EmptyAccount } from '../src/deployment/account.ts';
import { generate, publish } from '../src/months.ts';

const MINUTES = 60_000;
const MONTH = '2026-08';

let folder = '';
let account: EmptyAccount;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlc-deployment-'));
  const published = join(folder, 'published');
  const generated = await generate(join(folder, 'generated'), MONTH, 2_000);
  await publish(generated, published, MONTH, { select: 'SELECT * FROM {source}' });
  account = await EmptyAccount.start(published);
  account.choose('prod');
  await account.clone.succeeds('cdk', 'bootstrap', 'aws://111111111111/us-east-1');
  await account.clone.succeeds('turbo', 'run', 'synth');
}, 10 * MINUTES);
afterAll(async () => {
  await account?.remove();
  await rm(folder, { recursive: true });
});

/** What one task deploys, in order. */
const UNITS = [
  ['base', ['storage', 'warehouse']],
  ['jobs', ['jobs']],
  ['check-source', ['check-source']],
  ['write-passport', ['write-passport']],
  ['pipeline', ['pipeline']],
  ['trigger', ['trigger']],
  ['observability', ['observability']],
] as const;

test.each(UNITS)(
  'a first deployment of %s that fails at the last resource of a stack is repeated, and nothing is in its way',
  async (unit, concerns) => {
    const stacks = concerns.map((concern) => `tlc-prod-${concern}`);
    for (const stack of stacks) {
      await account.failOnce(`${stack}/${account.lastResource(stack)}`);
      const { code, stdout, stderr } = await account.infra('deploy', unit);
      expect([code, `${stdout}${stderr}`]).toEqual([1, expect.stringMatching(/was told to fail/)]);
      expect(await account.statusOf(stack)).toBe('ROLLBACK_COMPLETE');
    }
    const { code, stderr } = await account.infra('deploy', unit);
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    for (const stack of stacks) expect(await account.statusOf(stack)).toBe('CREATE_COMPLETE');
  },
  5 * MINUTES,
);

test(
  'what came of it runs',
  async () => {
    await account.clone.succeeds('ops', 'run', MONTH);
    expect(await account.clone.succeeds('ops', 'verify', MONTH)).toMatch(/2026-08.* ok /);
  },
  5 * MINUTES,
);

test(
  'prod is destroyed by who types its name, and keeps its data; the steps of docs/deploy.md bring it back',
  async () => {
    const refused = await account.infra('destroy');
    expect([refused.code, refused.stderr]).toEqual([
      3,
      expect.stringMatching(/only by whoever types its name/),
    ]);
    const destroyed = await account.typed('prod', 'destroy');
    expect([destroyed.code, destroyed.code === 0 ? '' : destroyed.stdout]).toEqual([0, '']);
    expect((await account.stacks()).map(({ StackName }) => StackName)).toEqual(['CDKToolkit']);
    const { Buckets = [] } = await new S3Client(account.client).send(new ListBucketsCommand({}));
    expect(
      Buckets.map(({ Name = '' }) => Name).filter((name) => name.startsWith('tlc-prod-')).length,
    ).toBeGreaterThan(2);

    for (const concern of UNITS.flatMap(([, concerns]) => concerns))
      await account.clone.succeeds(
        ...['cdk', 'deploy', `tlc-prod-${concern}`, '--app', 'packages/infra/cdk.out/prod', '--exclusively'],
        ...['--require-approval', 'never', '--import-existing-resources'],
      );
    await account.clone.succeeds('turbo', 'deploy');
    expect(await account.clone.succeeds('ops', 'verify', MONTH)).toMatch(/2026-08.* ok /);
  },
  10 * MINUTES,
);
