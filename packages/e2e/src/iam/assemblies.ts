import { cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '@tlc-elt/testing';

/** Synthesizes a stage into a folder of its own: it tells a chat, and the OpenLineage endpoint that is given. */
export async function synthesized(stage: 'local' | 'dev', endpoint?: string): Promise<string> {
  const target = mkdtempSync(join(tmpdir(), `tlc-iam-${stage}-`));
  const told = { TLC_CHAT: 'webhook', ...(endpoint && { TLC_OPENLINEAGE_URL: endpoint }) };
  const chosen = { TLC_STAGE: stage, TLC_ASSEMBLY_DIR: target, CDK_VALIDATION: 'false' };
  const env = { ...process.env, ...told, ...chosen };
  const { code, stderr } = await run(process.execPath, [join(root, 'packages/infra/bin/synth.ts')], {
    cwd: join(root, 'packages/infra'),
    env,
  });
  if (code !== 0) throw new Error(`synthesis of stage ${stage} failed: ${stderr}`);
  return target;
}

/** A copy of an assembly with other templates; assets are linked, since they stay as they are. */
export function edited(assembly: string, edits: readonly { file: string; text: string }[]): string {
  const target = mkdtempSync(join(tmpdir(), 'tlc-iam-'));
  for (const name of readdirSync(assembly)) {
    const [from, to] = [join(assembly, name), join(target, name)];
    if (name.endsWith('.json') || name === 'cdk.out') cpSync(from, to);
    else symlinkSync(from, to);
  }
  for (const { file, text } of edits) writeFileSync(join(target, file), text);
  return target;
}

/** The function that the schedule calls goes by another name: what the schedule sends cannot be delivered. */
export function withoutTrigger(assembly: string): { file: string; text: string } {
  const file = readdirSync(assembly).find((name) => name.endsWith('-trigger.template.json')) ?? '';
  const text = readFileSync(join(assembly, file), 'utf8');
  return { file, text: text.replace(/"FunctionName": "(tlc-[a-z]+-trigger)"/, '"FunctionName": "$1-gone"') };
}
