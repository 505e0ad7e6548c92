import type { Resource } from '../../assembly/assembly.ts';
import { Deployed } from '../../kernel/deployed.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Anchors } from '../../kernel/schedules/anchors.ts';
import { type Next, nextOf } from '../../kernel/schedules/expression.ts';
import { type Entry, Timetable } from '../../kernel/schedules/timetable.ts';
import { fireSchedule } from './fire.ts';
import type { Schedule } from './schedule.ts';
import { ignoredOf, type Target } from './target.ts';

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
  const zone = String(properties.ScheduleExpressionTimezone ?? 'UTC');
  return between(nextOf(expression, zone, first), start, end);
}

/** Throws, naming the schedule, on an expression that AWS would refuse and on a target that is none here. */
function scheduleOf(kernel: Kernel, resource: Resource, anchors: Anchors): Schedule {
  const { physicalId: name, arn = '', properties, stackName, logicalId } = resource;
  const place = `${stackName}/${logicalId} (AWS::Scheduler::Schedule)`;
  const ignored = ignoredOf(kernel, properties.Target as Target);
  if (ignored !== undefined)
    throw new Error(`${place}: ${ignored} is not supported by the local cloud (see docs/local-cloud.md)`);
  try {
    const enabled = (properties.State ?? 'ENABLED') === 'ENABLED';
    const groupArn = arn.replace(/:schedule\/([^/]+)\/.*$/, ':schedule-group/$1');
    return { name, arn, groupArn, properties, enabled, next: nextTime(resource, anchors) };
  } catch (error) {
    throw new Error(`${place}: ScheduleExpression: ${(error as Error).message}`);
  }
}

/** The stacks' schedules; the enabled ones fire at their times. */
export class Schedules {
  readonly kernel: Kernel;
  readonly createdAt: Date;
  readonly deployed: Deployed<Schedule>;
  readonly #timetable: Timetable;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.createdAt = kernel.clock.now();
    const anchors = new Anchors(kernel, 'scheduler');
    this.deployed = new Deployed(
      (resource) => scheduleOf(kernel, resource, anchors),
      () => this.#timetable.changed(),
    );
    this.#timetable = new Timetable(kernel.clock, () => this.#entries());
  }

  /** Times that passed while the local cloud did not run are past; a new rate is due at once. */
  start(): void {
    this.#timetable.start(this.createdAt.getTime() - 1);
  }

  stop(): void {
    this.#timetable.stop();
  }

  #entries(): Entry[] {
    const enabled = this.deployed.all().filter((schedule) => schedule.enabled);
    return enabled.map((schedule) => ({
      name: schedule.name,
      next: schedule.next,
      fire: (at) => this.#fire(schedule, at),
    }));
  }

  async #fire(schedule: Schedule, at: Date): Promise<void> {
    const { delivered, target, error } = await fireSchedule(this.kernel, schedule, at);
    const what = delivered ? `was handed to ${target}` : `was not handed to ${target}: ${error}`;
    this.kernel.log(`the schedule ${schedule.name} of ${at.toISOString()} ${what}`);
  }
}
