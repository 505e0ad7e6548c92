import type {
  DescribeRuleRequest,
  ListRulesRequest,
  ListTargetsByRuleRequest,
  PutEventsRequest,
  PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { arnOf, INERT, named, type ResourceType } from '../../assembly/resource-type.ts';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { parseWritten } from '../../aws/written-number.ts';
import { held } from '../../kernel/deployed.ts';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { type Rule, Rules } from './rules.ts';

const ruleShape = (rule: Rule): Shape => ({
  Name: rule.name,
  Arn: rule.arn,
  EventPattern: rule.pattern === undefined ? undefined : JSON.stringify(rule.pattern),
  State: rule.state,
  Description: rule.description,
  ScheduleExpression: rule.schedule,
  EventBusName: 'default',
});

const refusedEntry = (ErrorCode: string, ErrorMessage: string): Shape => ({ ErrorCode, ErrorMessage });
const invalid = (name: string): Shape =>
  refusedEntry('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);

/** One entry of PutEvents: its id, or why it is not taken. */
function put(rules: Rules, entry: Input<PutEventsRequestEntry>): Shape {
  const { Source, DetailType, Detail, Resources = [] } = entry;
  if (Source === undefined) return invalid('Source');
  if (Source.startsWith('aws.'))
    return refusedEntry('NotAuthorizedForSourceException', 'Not authorized for the source.');
  if (DetailType === undefined) return invalid('DetailType');
  try {
    const detail = parseWritten(String(Detail));
    return { EventId: rules.emit({ source: Source, detailType: DetailType, resources: Resources, detail }) };
  } catch {
    return refusedEntry('MalformedDetail', 'Detail is malformed.');
  }
}

/** The rule of a name, once the caller may do this with it. */
function allowed({ deployed, kernel }: Rules, name: string, { caller, operation }: Call): Rule {
  const rule = deployed.get(name);
  if (!rule)
    throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  kernel.authorize(caller, `events:${operation}`, rule.arn);
  return rule;
}

const operations: Readonly<Record<string, Operation<Rules>>> = {
  PutEvents: {
    takes: [
      'Entries.Source',
      'Entries.DetailType',
      'Entries.Detail',
      'Entries.Resources',
      'Entries.EventBusName',
    ],
    inert: { 'Entries.TraceHeader': 'there is no X-Ray', 'Entries.Time': 'an event is told when it is put' },
    note: 'on the default bus',
    run: (rules, { Entries }: Input<PutEventsRequest>, { caller }) => {
      rules.kernel.authorize(caller, 'events:PutEvents', rules.busArn);
      const entries = Entries.map((entry) => put(rules, entry));
      return { FailedEntryCount: entries.filter(({ ErrorCode }) => ErrorCode).length, Entries: entries };
    },
  },
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
  operations,
  resources,
  offers: (rules) => ({ emit: (event) => void rules.emit(event) }),
  target: (kernel, { target, text, caller }) =>
    kernel.invoke(
      'events',
      'PutEvents',
      { Entries: [{ ...JSON.parse(text), EventBusName: target }] },
      caller,
    ),
  ownErrors: { InvalidNextToken: ['ValidationException', 400] },
  start: (rules) => rules.start(),
  stop: (rules) => rules.stop(),
  refused: {
    'other buses, $or and cidr in patterns, targets but SQS, SNS, Lambda, Step Functions, Logs':
      'refused when the template is loaded',
    'everything that changes rules': 'UnknownOperationException',
  },
  differences: [
    'AWS’s own events are `Glue Job State Change` and `Step Functions Execution Status Change`, no others.',
    'Times of a rule’s schedule that pass while the local cloud does not run are past.',
    'A delivery that fails is told in the log, and not tried again.',
  ],
};
