import type { Resource } from '../../assembly/assembly.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Anchors } from '../schedules/anchors.ts';
import { type Next, nextOf } from '../schedules/expression.ts';
import { type Entry, Timetable } from '../schedules/timetable.ts';
import { fireSchedule } from './fire.ts';

/** Epoch milliseconds of StartDate or EndDate. */
const instantOf = (value: unknown): number | undefined =>
  value === undefined ? undefined : Date.parse(String(value));

/** Only what lies between StartDate and EndDate. */
const between =
  (next: Next, start: number | undefined, end: number | undefined): Next =>
  (after) => {
    const due = next(start === undefined ? after : Math.max(after, start - 1));
    return due === undefined || (end !== undefined && due > end) ? undefined : due;
  };

/** "With rate-based schedules StartDate is the first occurrence; without it the schedule starts immediately", user guide. */
function nextTime({ physicalId, properties }: Resource, anchors: Anchors): Next {
  const expression = String(properties.ScheduleExpression);
  const [start, end] = [instantOf(properties.StartDate), instantOf(properties.EndDate)];
  const first = start ?? anchors.of(physicalId, expression);
  return between(
    nextOf(expression, String(properties.ScheduleExpressionTimezone ?? 'UTC'), first),
    start,
    end,
  );
}

async function fire(kernel: Kernel, name: string, at: Date): Promise<void> {
  const { delivered, target, error } = await fireSchedule(kernel, name, at);
  const what = delivered ? `was handed to ${target}` : `was not handed to ${target}: ${error}`;
  kernel.log(`the schedule ${name} of ${at.toISOString()} ${what}`);
}

/** When the template's enabled schedules are due; throws, naming it, on an expression that AWS would refuse. */
export function timetableOf(kernel: Kernel, schedules: readonly Resource[]): Timetable {
  const anchors = new Anchors(kernel, 'scheduler');
  const entries = schedules.flatMap((schedule): Entry[] => {
    const { physicalId: name, properties, stackName, logicalId } = schedule;
    try {
      const next = nextTime(schedule, anchors);
      if ((properties.State ?? 'ENABLED') !== 'ENABLED') return [];
      return [{ name, next, fire: (at) => fire(kernel, name, at) }];
    } catch (error) {
      throw new Error(
        `${stackName}/${logicalId} (AWS::Scheduler::Schedule): ScheduleExpression: ${(error as Error).message}`,
      );
    }
  });
  return new Timetable(kernel.clock, entries);
}
