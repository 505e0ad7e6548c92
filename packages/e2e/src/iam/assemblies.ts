import { cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
