import type { Resource } from '../../assembly/assembly.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Anchors } from '../../kernel/schedules/anchors.ts';
import type { Next } from '../../kernel/schedules/expression.ts';
import { neverTold } from './own-events.ts';
import { checkPattern, unsupported } from './pattern/check.ts';
import { nextOfRule } from './schedule.ts';
import { checkInput, type Target, unknownMember } from './target/target.ts';

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

/** Reads a template's rule; throws, naming it, on what EventBridge refuses and on what would have to be ignored. */
export function ruleOf(kernel: Kernel, anchors: Anchors, resource: Resource): Rule {
  const { stackName, logicalId, physicalId: name, arn = '', properties } = resource;
  const { EventBusName: bus, EventPattern: pattern, ScheduleExpression } = properties;
  const place = `${stackName}/${logicalId} (AWS::Events::Rule)`;
  const targets = (properties.Targets ?? []) as Target[];
  const refused = ignored(kernel, bus, pattern, targets);
  if (refused !== undefined)
    throw new Error(`${place}: ${refused} is not supported by the local cloud (see docs/local-cloud.md)`);
  try {
    if (pattern === undefined && ScheduleExpression === undefined)
      throw new Error('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    if (pattern !== undefined) checkPattern(pattern);
    targets.forEach(checkInput);
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`);
  }
  const schedule = ScheduleExpression as string | undefined;
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

/** Buses of other accounts and regions are not here, and an account's own bus is no target of its rules. */
const isBus = (arn: string): boolean => arn.split(':')[2] === 'events';

/** What EventBridge would do and the local cloud does not. */
function ignored(
  kernel: Kernel,
  bus: unknown,
  pattern: unknown,
  targets: readonly Target[],
): string | undefined {
  if (bus !== undefined && !/(^|\/)default$/.test(String(bus))) return `the event bus ${String(bus)}`;
  const operator = unsupported(pattern) ?? neverTold(pattern);
  if (operator !== undefined) return `${operator} in the event pattern`;
  for (const target of targets) {
    const member = unknownMember(target);
    if (member !== undefined) return `${member} of the target ${target.Id}`;
    if (!kernel.deliversTo(target.Arn) || isBus(target.Arn)) return `the target ${target.Arn}`;
  }
  return undefined;
}
