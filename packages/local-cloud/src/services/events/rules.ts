import { randomUUID } from 'node:crypto';
import type { Shape } from '../../aws/call.ts';
import { Deployed } from '../../kernel/deployed.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Anchors } from '../../kernel/schedules/anchors.ts';
import { type Entry, Timetable } from '../../kernel/schedules/timetable.ts';
import { handOver } from './hand-over.ts';
import { matches } from './pattern/match.ts';
import { type Rule, ruleOf } from './rule.ts';

/** An event before it has id and account. */
interface Told {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
  /** When it happened, where that is not now. */
  readonly time?: Date;
}

/** To the second, as EventBridge writes times. */
const written = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** The default bus: the stacks' rules, and the events that they route. */
export class Rules {
  readonly kernel: Kernel;
  readonly deployed: Deployed<Rule>;
  readonly #timetable: Timetable;

  constructor(kernel: Kernel) {
    const anchors = new Anchors(kernel, 'events');
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
    const event = this.#event(told);
    for (const rule of this.deployed.all())
      if (rule.state !== 'DISABLED' && rule.pattern !== undefined && matches(rule.pattern, event))
        this.#route(rule, event);
    return event.id;
  }

  #entries(): Entry[] {
    return this.deployed.all().flatMap((rule): Entry[] => {
      const { name, next, state } = rule;
      if (next === undefined || state === 'DISABLED') return [];
      return [{ name, next, fire: (at) => this.#fire(rule, at) }];
    });
  }

  #fire(rule: Rule, time: Date): void {
    const { arn } = rule;
    const told = { source: 'aws.events', detailType: 'Scheduled Event', resources: [arn], detail: {}, time };
    this.#route(rule, this.#event(told));
  }

  #event({ source, detailType, resources, detail, time }: Told): Shape & { readonly id: string } {
    const { accountId: account, region, clock } = this.kernel;
    const told = { source, account, time: written(time ?? clock.now()), region, resources, detail };
    return { version: '0', id: randomUUID(), 'detail-type': detailType, ...told };
  }

  #route(rule: Rule, event: Shape): void {
    const ingestedAt = written(this.kernel.clock.now());
    for (const target of rule.targets) void handOver(this.kernel, rule, target, { event, ingestedAt });
  }
}
