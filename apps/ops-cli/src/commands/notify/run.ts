import {
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { parameterNames, resourceNames } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { StageNotReachable } from '../../errors.ts';
import { ExitCode } from '../../exit-code.ts';
import type { Runtime } from '../../runtime.ts';
import { table } from '../../terminal/table.ts';

export type Options = Readonly<Record<string, never>>;

/** One who hears. */
interface Told {
  /** `email`, `lambda` (the chat), … */
  readonly protocol: string;
  readonly endpoint: string;
  /** Whether its owner has said yes to SNS; before that nothing is sent there. */
  readonly confirmed: boolean;
}

export interface Result {
  readonly topic: string;
  readonly message_id: string;
  readonly told: readonly Told[];
}

export async function run(_: Options, runtime: Runtime): Promise<Result> {
  const topic = await topicOf(runtime);
  const told = await subscribers(runtime, topic);
  const { MessageId = '' } = await runtime.client(SNSClient).send(
    new PublishCommand({
      TopicArn: topic,
      Subject: `tlc-elt: a test of stage ${runtime.stage}`,
      Message: `Whoever reads this is told of alarms and runs of stage ${runtime.stage}.\n\nNothing is to be done: \`ops notify\` has sent it.`,
    }),
    { abortSignal: runtime.signal },
  );
  return { topic, message_id: MessageId, told };
}

/** Its ARN, beside the state machine's. */
async function topicOf(runtime: Runtime): Promise<string> {
  const machine = (await runtime.parameters()).get(parameterNames(runtime.stage).stateMachineArn);
  const [, , , region, account] = machine.split(':');
  return `arn:aws:sns:${region}:${account}:${resourceNames(runtime.stage).topic}`;
}

async function subscribers(runtime: Runtime, TopicArn: string): Promise<Told[]> {
  const found: Subscription[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const page = await runtime
        .client(SNSClient)
        .send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }), { abortSignal: runtime.signal });
      found.push(...(page.Subscriptions ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    throw new StageNotReachable(`there is no topic ${TopicArn}`, `deploy it: ${runtime.deployment}`);
  }
  return found.map(({ Protocol = '', Endpoint = '', SubscriptionArn = '' }) => ({
    protocol: Protocol,
    endpoint: Endpoint,
    confirmed: SubscriptionArn.startsWith('arn:'),
  }));
}

export function render({ told, topic }: Result, { style }: View): string {
  if (told.length === 0)
    return `${style.yellow('nobody')} has subscribed to ${topic}\n\nnext:  TLC_NOTIFICATION_EMAIL or TLC_CHAT, docs/deploy.md`;
  return table<Told>(
    [
      { title: 'sent to', value: ({ protocol }) => protocol },
      { title: '', value: ({ endpoint }) => endpoint },
      { title: '', value: ({ confirmed }) => (confirmed ? '' : style.yellow('waits for its confirmation')) },
    ],
    told,
  );
}

/** Nobody who hears is a failed test. */
export const exitCode = ({ told }: Result): ExitCode =>
  told.some(({ confirmed }) => confirmed) ? ExitCode.ok : ExitCode.failed;
