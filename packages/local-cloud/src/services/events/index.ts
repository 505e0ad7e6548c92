import { randomUUID } from 'node:crypto';
import type { Resource } from '../../assembly/assembly.ts';
import type { Call, Caller, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyService } from '../../kernel/legacy.ts';
import { deliverQuietly, isDeliverable, itself } from '../delivery.ts';
import { optional, required } from '../input.ts';
import { page } from '../page.ts';
import { matches, unsupported } from './pattern.ts';
import { inputOf, type Target, unknownMember } from './target.ts';
import { timetableOf } from './timetable.ts';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly state: string;
  readonly pattern: unknown;
  readonly schedule: string | undefined;
  readonly description: string | undefined;
  readonly targets: readonly Target[];
}

/** Reads a template's rule; throws, naming it, on what would have to be ignored. */
function ruleOf({ stackName, logicalId, physicalId, arn = '', properties }: Resource): Rule {
  const refuse = (what: string): never => {
    throw new Error(
      `${stackName}/${logicalId} (AWS::Events::Rule): ${what} is not supported by the local cloud (see docs/local-cloud.md)`,
    );
  };
  const bus = properties.EventBusName;
  if (bus !== undefined && !/(^|\/)default$/.test(String(bus))) refuse(`the event bus ${String(bus)}`);
  const pattern = properties.EventPattern;
  const operator = pattern === undefined ? undefined : unsupported(pattern);
  if (operator !== undefined) refuse(`${operator} in the event pattern`);
  const targets = (properties.Targets ?? []) as Target[];
  for (const target of targets) {
    const member = unknownMember(target);
    if (member !== undefined) refuse(`${member} of the target ${target.Id}`);
    if (!isDeliverable(target.Arn)) refuse(`the target ${target.Arn}`);
  }
  return {
    name: physicalId,
    arn,
    state: String(properties.State ?? 'ENABLED'),
    pattern,
    schedule: properties.ScheduleExpression as string | undefined,
    description: properties.Description as string | undefined,
    targets,
  };
}

const ruleShape = (rule: Rule): Shape => ({
  Name: rule.name,
  Arn: rule.arn,
  ...(rule.pattern === undefined ? {} : { EventPattern: JSON.stringify(rule.pattern) }),
  State: rule.state,
  ...(rule.description === undefined ? {} : { Description: rule.description }),
  ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
  EventBusName: 'default',
});

/** EventBridge: the default bus, the template's rules, and their targets. */
export function createEvents(kernel: Kernel): LegacyService {
  const rules = kernel.assembly.ofType('AWS::Events::Rule').map(ruleOf);
  const callerFor = ({ RoleArn }: Target): { caller: Caller; done: () => void } => {
    if (RoleArn === undefined) return { caller: itself(kernel, 'events'), done: () => undefined };
    const credentials = kernel.assumeRole(RoleArn, 'events', 'events.amazonaws.com');
    return { caller: kernel.callerOf(credentials), done: () => kernel.revoke(credentials) };
  };
  const hand = async (rule: Rule, target: Target, event: object): Promise<void> => {
    const what = `an event of the rule ${rule.name}`;
    try {
      const { caller, done } = callerFor(target);
      const group = target.SqsParameters?.MessageGroupId;
      const text = inputOf(target, event);
      await deliverQuietly(
        kernel,
        { target: target.Arn, text, caller, ...(group === undefined ? {} : { messageGroupId: group }) },
        what,
      );
      done();
    } catch (error) {
      kernel.log(`${what} could not be delivered to ${target.Arn}: ${(error as Error).message}`);
    }
  };
  const route = (event: object): void => {
    for (const rule of rules) {
      if (rule.state === 'DISABLED' || rule.pattern === undefined || !matches(rule.pattern, event)) continue;
      for (const target of rule.targets) void hand(rule, target, event);
    }
  };
  const eventOf = (
    source: string,
    detailType: string,
    resources: readonly string[],
    detail: unknown,
  ): Shape => ({
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: kernel.accountId,
    time: `${kernel.clock.now().toISOString().slice(0, 19)}Z`,
    region: kernel.region,
    resources,
    detail,
  });
  kernel.offers.events = {
    emit: ({ source, detailType, resources, detail }) =>
      route(eventOf(source, detailType, resources, detail)),
  };

  const timetable = timetableOf(kernel, rules, (rule, at) => {
    const event = {
      ...eventOf('aws.events', 'Scheduled Event', [rule.arn], {}),
      time: `${at.toISOString().slice(0, 19)}Z`,
    };
    for (const target of rule.targets) void hand(rule, target, event);
  });

  const put = (entry: Shape): Shape => {
    const refuse = (ErrorCode: string, ErrorMessage: string): Shape => ({ ErrorCode, ErrorMessage });
    if (typeof entry.Source !== 'string')
      return refuse(
        'InvalidArgument',
        'Parameter Source is not valid. Reason: Source is a required argument.',
      );
    if (entry.Source.startsWith('aws.'))
      return refuse('NotAuthorizedForSourceException', 'Not authorized for the source.');
    if (typeof entry.DetailType !== 'string')
      return refuse(
        'InvalidArgument',
        'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
      );
    let detail: unknown;
    try {
      detail = JSON.parse(String(entry.Detail));
    } catch {
      return refuse('MalformedDetail', 'Detail is malformed.');
    }
    const event = eventOf(entry.Source, entry.DetailType, (entry.Resources as string[]) ?? [], detail);
    route(event);
    return { EventId: event.id };
  };
  const ruleNamed = (name: string): Rule => {
    const rule = rules.find((candidate) => candidate.name === name);
    if (rule) return rule;
    throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  };
  const busArn = `arn:aws:events:${kernel.region}:${kernel.accountId}:event-bus/default`;
  return {
    signingName: 'events',
    ownErrors: {
      InvalidNextToken: ['ValidationException', 400],
    },
    start: async () => timetable.start(),
    stop: async () => timetable.stop(),
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'AWSEvents' },
    operations: {
      PutEvents: (input: Shape, { caller }: Call) => {
        kernel.authorize(caller, 'events:PutEvents', busArn);
        const entries = ((input.Entries ?? []) as Shape[]).map(put);
        return { FailedEntryCount: entries.filter(({ ErrorCode }) => ErrorCode).length, Entries: entries };
      },
      ListRules: (input: Shape, { caller }: Call) => {
        kernel.authorize(caller, 'events:ListRules', '*');
        const prefix = optional(input, 'NamePrefix') ?? '';
        const found = rules.filter(({ name }) => name.startsWith(prefix));
        const { items, nextToken } = page(found, input.NextToken, Number(input.Limit ?? 100));
        return { Rules: items.map(ruleShape), NextToken: nextToken };
      },
      DescribeRule: (input: Shape, { caller }: Call) => {
        const rule = ruleNamed(required(input, 'Name'));
        kernel.authorize(caller, 'events:DescribeRule', rule.arn);
        return ruleShape(rule);
      },
      ListTargetsByRule: (input: Shape, { caller }: Call) => {
        const rule = ruleNamed(required(input, 'Rule'));
        kernel.authorize(caller, 'events:ListTargetsByRule', rule.arn);
        return { Targets: rule.targets };
      },
    },
  };
}
