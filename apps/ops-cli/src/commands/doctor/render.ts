import type { View } from '../../command.ts';
import { table } from '../../terminal/table.ts';
import type { Check, CheckStatus, DoctorResult } from './check.ts';

export function renderChecks({ checks }: DoctorResult, { style }: View): string {
  const paint: Readonly<Record<CheckStatus, (text: string) => string>> = {
    ok: style.green,
    warn: style.yellow,
    fail: style.red,
    skip: style.dim,
  };
  const shown = table<Check>(
    [
      { title: 'check', value: ({ check }) => check },
      { title: '', value: ({ status }) => paint[status](status) },
      { title: 'found', value: ({ found }) => found },
    ],
    checks,
  );
  const nexts = checks.flatMap(({ check, next }) => (next === null ? [] : [`next:  ${check}: ${next}`]));
  return [shown, ...(nexts.length > 0 ? [nexts.join('\n')] : [])].join('\n\n');
}
