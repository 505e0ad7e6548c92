import { randomUUID } from 'node:crypto';
import type { Resource } from '../../assembly/assembly.ts';
import type { Caller, Shape } from '../../aws/call.ts';
import { withPlainNumbers } from '../../aws/written-number.ts';
import { itself } from '../../kernel/delivery.ts';
import { Deployed } from '../../kernel/deployed.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Anchors } from '../../kernel/schedules/anchors.ts';
import type { Next } from '../../kernel/schedules/expression.ts';
import { type Entry, Timetable } from '../../kernel/schedules/timetable.ts';
import { matches, unsupported } from './pattern.ts';
import { nextOfRule } from './schedule.ts';
import { inputOf, type Target, unknownMember } from './target.ts';

/** A rule of the default bus. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly state: string;
  readonly pattern: unknown;
  readonly schedule: string | undefined;
  /** When its schedule is due; of a rule with a schedule. */
  readonly next: Next | undefined;
  readonly description: string | undefined;
  readonly targets: readonly Target[];
}

/** An event before it has id, account and time. */
interface Told {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** Reads a template's rule; throws, naming it, on what would have to be ignored. */
function ruleOf(kernel: Kernel, anchors: Anchors, resource: Resource): Rule {
  const { stackName, logicalId, physicalId: name, arn = '', properties } = resource;
  const refuse = (what: string): never => {
    const place = `${stackName}/${logicalId} (AWS::Events::Rule)`;
    throw new Error(`${place}: ${what} is not supported by the local cloud (see docs/local-cloud.md)`);
  };
  const bus = properties.EventBusName;
  if (bus !== undefined && !/(^|\/)default$/.test(String(bus))) refuse(`the event bus ${String(bus)}`);
  const pattern = properties.EventPattern && withPlainNumbers(properties.EventPattern);
  const operator = pattern === undefined ? undefined : unsupported(pattern);
  if (operator !== undefined) refuse(`${operator} in the event pattern`);
  const targets = (properties.Targets ?? []) as Target[];
  for (const target of targets) {
    const member = unknownMember(target);
    if (member !== undefined) refuse(`${member} of the target ${target.Id}`);
    if (!kernel.deliversTo(target.Arn)) refuse(`the target ${target.Arn}`);
  }
  const schedule = properties.ScheduleExpression as string | undefined;
  return {
    name,
    arn,
    state: String(properties.State ?? 'ENABLED'),
    pattern,
    schedule,
    next: schedule === undefined ? undefined : nextOfRule(name, schedule, anchors),
    description: properties.Description as string | undefined,
    targets,
  };
}

/** The default bus: the stacks' rules, and the events that they route. */
export class Rules {
  readonly kernel: Kernel;
  readonly deployed: Deployed<Rule>;
  readonly #timetable: Timetable;

  constructor(kernel: Kernel) {
    const anchors = new Anchors(kernel, 'events', kernel.clock.now());
    this.kernel = kernel;
    this.deployed = new Deployed(
      (resource) => ruleOf(kernel, anchors, resource),
      () => this.#timetable.changed(),
    );
    this.#timetable = new Timetable(kernel.clock, () => this.#entries());
  }

  get busArn(): string {
    return `arn:aws:events:${this.kernel.region}:${this.kernel.accountId}:event-bus/default`;
  }

  start(): void {
    this.#timetable.start();
  }

  stop(): void {
    this.#timetable.stop();
  }

  /** Hands an event to the targets of the rules that it fits; gives its id. */
  emit(told: Told): string {
    const event = this.#event(told, this.kernel.clock.now());
    const looked = withPlainNumbers(event);
    for (const rule of this.deployed.all()) {
      if (rule.state === 'DISABLED' || rule.pattern === undefined || !matches(rule.pattern, looked)) continue;
      for (const target of rule.targets) void this.#hand(rule, target, event);
    }
    return event.id;
  }

  #entries(): Entry[] {
    return this.deployed.all().flatMap((rule): Entry[] => {
      const { name, next, state } = rule;
      if (next === undefined || state === 'DISABLED') return [];
      return [{ name, next, fire: (at) => this.#fire(rule, at) }];
    });
  }

  #fire(rule: Rule, at: Date): void {
    const told = { source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {} };
    for (const target of rule.targets) void this.#hand(rule, target, this.#event(told, at));
  }

  #event({ source, detailType, resources, detail }: Told, at: Date): Shape & { readonly id: string } {
    const { accountId: account, region } = this.kernel;
    const time = `${at.toISOString().slice(0, 19)}Z`;
    const id = randomUUID();
    return { version: '0', id, 'detail-type': detailType, source, account, time, region, resources, detail };
  }

  /** Nobody waits for the outcome: a failure is told in the log. */
  async #hand(rule: Rule, target: Target, event: object): Promise<void> {
    const group = target.SqsParameters?.MessageGroupId;
    try {
      const { caller, done } = this.#callerFor(target);
      const text = inputOf(target, event);
      await this.kernel.deliver({
        target: target.Arn,
        text,
        caller,
        ...(group === undefined ? {} : { messageGroupId: group }),
      });
      done();
    } catch (error) {
      const what = `an event of the rule ${rule.name} could not be delivered to ${target.Arn}`;
      this.kernel.log(`${what}: ${(error as Error).message}`);
    }
  }

  #callerFor({ RoleArn }: Target): { caller: Caller; done: () => void } {
    const { kernel } = this;
    if (RoleArn === undefined) return { caller: itself(kernel.accountId, 'events'), done: () => undefined };
    const credentials = kernel.assumeRole(RoleArn, 'events', 'events.amazonaws.com');
    return { caller: kernel.callerOf(credentials), done: () => kernel.revoke(credentials) };
  }
}
