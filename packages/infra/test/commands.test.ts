import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identity, standIn } from '@tlc-elt/testing';
import { describe, expect, inject, test } from 'vitest';
import { root } from '../src/config/environment.ts';
import { temporaryFolder } from './builds.ts';

const bin = (name: string): string => join(root, 'packages/infra/bin', `${name}.ts`);
const plain = {
  PATH: process.env.PATH ?? '',
  HOME: temporaryFolder('home'),
  AWS_EC2_METADATA_DISABLED: 'true',
};

function run(
  args: readonly string[],
  env: Record<string, string>,
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, args, { encoding: 'utf8', cwd: root, env: { ...plain, ...env } });
}
const assembly = (stage: string) => ({
  TLC_STAGE: stage,
  TLC_ASSEMBLY_DIR: join(inject('assemblies'), stage),
});

describe('the commands themselves', () => {
  test('refuse stage local in one sentence, with an exit code of its own', () => {
    for (const [name, ...args] of [
      ['deploy', 'trigger'],
      ['deploy', 'trigger', '--dry'],
      ['diff', 'trigger'],
      ['destroy'],
      ['turbo', 'deploy'],
      ['turbo', 'run', 'deploy', '--filter=@tlc-elt/trigger'],
      ['turbo', 'run', 'diff'],
    ] as const) {
      const { status, stderr } = run([bin(name), ...args], assembly('local'));
      expect([status, stderr]).toEqual([
        3,
        expect.stringMatching(
          /^refused: stage local is not on AWS: .* by `(?:npx -y pnpm@12.21.0|pnpm) local up --detach --replace`\. .*\n$/,
        ),
      ]);
    }
  });

  test('refuse a unit that there is not, naming those that there are', () => {
    const { status, stderr } = run([bin('deploy'), 'everything'], assembly('dev'));
    expect([status, stderr]).toEqual([
      3,
      expect.stringMatching(/"everything". Give one of base, jobs, check-source/),
    ]);
  });

  test.each([
    ['--dry', {}],
    ['', { TLC_DRY_RUN: '1' }],
  ])('deploy %s with %j only says what it would do', (flag, env) => {
    const { status, stdout } = run([bin('deploy'), 'trigger', ...(flag ? [flag] : [])], {
      ...assembly('dev'),
      ...env,
    });
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^would deploy tlc-dev-trigger to 123456789012\/us-east-1[\s\S]*\na deploy would be refused: stage dev has no account: /,
      ),
    ]);
  });

  test('ask STS with the credentials of the profile, and say whose they are', async () => {
    await using aws = await standIn(() => ({ body: identity('999988887777') }));
    const file = join(temporaryFolder('aws'), 'config');
    writeFileSync(
      file,
      `[default]\nendpoint_url = ${aws.endpoint}\naws_access_key_id = AKIA\naws_secret_access_key = s\n`,
    );
    // An account of one's own: synthesized anew, because templates name it.
    const target = join(temporaryFolder('assembly'), 'dev');
    const own = { TLC_STAGE: 'dev', TLC_ACCOUNT_DEV: '111122223333', TLC_ASSEMBLY_DIR: target };
    expect(run([bin('synth')], own).status).toBe(0);
    const child = spawn(process.execPath, [bin('deploy'), 'trigger'], {
      cwd: root,
      env: { ...plain, ...own, AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: file },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(
        /^refused: stage dev belongs to account 111122223333, and these credentials are of account 999988887777/,
      ),
    ]);
  });
});
