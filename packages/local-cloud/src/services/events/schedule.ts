import type { Anchors } from '../../kernel/schedules/anchors.ts';
import { type Next, nextOf } from '../../kernel/schedules/expression.ts';
import { BadExpression } from '../../kernel/schedules/fields.ts';

/** Rules know cron and rate, in UTC; "if the value is equal to 1, the unit must be singular": EventBridge user guide. */
function check(expression: string): void {
  const [, value, unit = ''] = /^rate\((\d+) (\w+)\)$/.exec(expression) ?? [];
  if (expression.startsWith('at('))
    throw new BadExpression(`${expression}: a rule takes cron(…) or rate(…), a schedule of Scheduler at(…)`);
  if (value !== undefined && (value === '1') === unit.endsWith('s'))
    throw new BadExpression(`${expression}: the unit is singular with 1, and plural with more`);
}

/** When a rule's schedule is due: a rate for the first time one interval after the rule came to be. */
export function nextOfRule(name: string, schedule: string, anchors: Anchors): Next {
  try {
    check(schedule);
    return nextOf(schedule, 'UTC', anchors.of(name, schedule));
  } catch (error) {
    throw new Error(`${name} (AWS::Events::Rule): ScheduleExpression: ${(error as Error).message}`);
  }
}
