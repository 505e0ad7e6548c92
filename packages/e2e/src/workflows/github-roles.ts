import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '@tlc-elt/testing';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The resources of the stack of GitHub's roles, as an administrator's command synthesizes it for the stage. */
export async function githubRoles(
  env: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Resource>>> {
  const folder = mkdtempSync(join(tmpdir(), 'tlc-github-'));
  try {
    const script = join(root, 'packages/infra/bin/github-oidc.ts');
    const { code, stderr } = await run(process.execPath, [script], {
      cwd: root,
      env: { ...process.env, ...env, CDK_OUTDIR: folder },
    });
    if (code !== 0) throw new Error(`the stack of GitHub's roles was not synthesized: ${stderr}`);
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
    const { Resources } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return Resources as Record<string, Resource>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
