import type { Kernel } from '../../kernel/kernel.ts';
import { Anchors } from '../schedules/anchors.ts';
import { nextOf } from '../schedules/expression.ts';
import { BadExpression } from '../schedules/fields.ts';
import { type Entry, Timetable } from '../schedules/timetable.ts';
import type { Rule } from './index.ts';

/** Rules know cron and rate, in UTC; "if the value is equal to 1, the unit must be singular": EventBridge user guide. */
function check(expression: string): void {
  const [, value, unit = ''] = /^rate\((\d+) (\w+)\)$/.exec(expression) ?? [];
  if (expression.startsWith('at('))
    throw new BadExpression(`${expression}: a rule takes cron(…) or rate(…), a schedule of Scheduler at(…)`);
  if (value !== undefined && (value === '1') === unit.endsWith('s'))
    throw new BadExpression(`${expression}: the unit is singular with 1, and plural with more`);
}

/** When rules with a schedule are due: a rate for the first time one interval after the rule came to be. */
export function timetableOf(
  kernel: Kernel,
  rules: readonly Rule[],
  fire: (rule: Rule, at: Date) => void,
): Timetable {
  const anchors = new Anchors(kernel, 'events');
  const entries = rules.flatMap((rule): Entry[] => {
    const { name, schedule, state } = rule;
    if (schedule === undefined) return [];
    try {
      check(schedule);
      const next = nextOf(schedule, 'UTC', anchors.of(name, schedule));
      return state === 'DISABLED' ? [] : [{ name, next, fire: (at) => fire(rule, at) }];
    } catch (error) {
      throw new Error(`${name} (AWS::Events::Rule): ScheduleExpression: ${(error as Error).message}`);
    }
  });
  return new Timetable(kernel.clock, entries);
}
