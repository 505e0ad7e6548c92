import type {
  DescribeRuleRequest,
  ListRulesRequest,
  ListTargetsByRuleRequest,
} from '@aws-sdk/client-eventbridge';
import { arnOf, INERT, named, type ResourceType } from '../../assembly/resource-type.ts';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { held } from '../../kernel/deployed.ts';
import { type Input, inJson, type Operation, type Service } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { OWN_EVENTS } from './own-events.ts';
import { LARGEST_BYTES, putEvents } from './put-events.ts';
import type { Rule } from './rule.ts';
import { Rules } from './rules.ts';

const ruleShape = (rule: Rule): Shape => ({
  Name: rule.name,
  Arn: rule.arn,
  EventPattern: rule.pattern === undefined ? undefined : JSON.stringify(rule.pattern),
  State: rule.state,
  Description: rule.description,
  ScheduleExpression: rule.schedule,
  EventBusName: 'default',
});

/** The rule of a name, once the caller may do this with it. */
function allowed({ deployed, kernel }: Rules, name: string, { caller, operation }: Call): Rule {
  const rule = deployed.get(name);
  if (!rule)
    throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  kernel.authorize(caller, `events:${operation}`, rule.arn);
  return rule;
}

const operations: Readonly<Record<string, Operation<Rules>>> = {
  PutEvents: putEvents,
  ListRules: {
    takes: ['NamePrefix', 'NextToken', 'Limit'],
    run: ({ kernel, deployed }, input: Input<ListRulesRequest>, { caller }) => {
      const { NamePrefix = '', NextToken, Limit = 100 } = input;
      kernel.authorize(caller, 'events:ListRules', '*');
      const found = deployed.all().filter(({ name }) => name.startsWith(NamePrefix));
      const { items, nextToken } = page(found, NextToken, Limit);
      return { Rules: items.map(ruleShape), NextToken: nextToken };
    },
  },
  DescribeRule: {
    takes: ['Name'],
    run: (rules, { Name }: Input<DescribeRuleRequest>, call) => ruleShape(allowed(rules, Name, call)),
  },
  ListTargetsByRule: {
    takes: ['Rule'],
    run: (rules, { Rule: name }: Input<ListTargetsByRuleRequest>, call) => ({
      Targets: allowed(rules, name, call).targets,
    }),
  },
};

const resources: Readonly<Record<string, ResourceType<Rules>>> = {
  'AWS::Events::Rule': {
    works: ['Name', 'EventPattern', 'ScheduleExpression', 'State', 'Targets', 'EventBusName', 'Description'],
    inert: { RoleArn: 'is about event buses of other accounts', Tags: INERT.tags },
    identify: named('Name', (name, naming) => arnOf('events', naming, `rule/${name}`)),
    handlers: held((rules) => rules.deployed),
  },
};

/** EventBridge: the default bus, the stacks' rules, and their targets. */
export const events: Service<Rules> = {
  name: 'events',
  title: 'Amazon EventBridge',
  state: (kernel) => new Rules(kernel),
  largestRequest: inJson(LARGEST_BYTES),
  operations,
  resources,
  offers: (rules) => ({ emit: (event) => void rules.emit(event) }),
  target: async (kernel, { target: EventBusName, text: Detail, caller, event }) => {
    const { source: Source, detailType: DetailType, resources: Resources } = event ?? {};
    const entries = [{ Source, DetailType, Resources, Detail, EventBusName }];
    const answer = await kernel.invoke('events', 'PutEvents', { Entries: entries }, caller);
    const [{ ErrorCode, ErrorMessage } = {}] = answer.Entries as Shape[];
    if (ErrorCode !== undefined) throw new ServiceError(String(ErrorCode), String(ErrorMessage));
  },
  ownErrors: { InvalidNextToken: ['ValidationException', 400] },
  start: (rules) => rules.start(),
  stop: (rules) => rules.stop(),
  refused: {
    'other buses, $or and cidr in patterns, patterns that wait for events of AWS which are not told here, targets but SQS, SNS, Lambda, Step Functions, Logs':
      'refused when the template is loaded',
    'everything that changes rules': 'UnknownOperationException',
  },
  differences: [
    `AWS’s own events are ${Object.values(OWN_EVENTS)
      .map((type) => `\`${type}\``)
      .join(', ')}; rules on others are refused.`,
    'Times of a rule’s schedule that pass while the local cloud does not run are past.',
    'A delivery that fails is told in the log, and goes to the dead-letter queue at once; RetryPolicy is not carried out. Its ERROR_CODE is the target’s own.',
    'How complex wildcards of a pattern may be is not limited.',
  ],
};
