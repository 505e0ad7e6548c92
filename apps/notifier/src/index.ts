import { Logger } from '@aws-lambda-powertools/logger';
import { SSMClient } from '@aws-sdk/client-ssm';
import { chatMessage } from './chat-message.ts';
import { Config } from './config.ts';
import { NotTold } from './errors.ts';
import { post } from './post.ts';
import { SnsEvent } from './sns-event.ts';
import { WebhookUrl } from './webhook-url.ts';

const config = Config.parse(process.env);
const logger = new Logger({ serviceName: 'notifier' });
const webhookUrl = new WebhookUrl(new SSMClient(), config.webhookUrlParameter);

/** What Lambda tells a function of its invocation, as far as it matters here. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** Tells the chat what SNS brings. What it throws is tried again by Lambda, and kept among the dead letters at last. */
export async function handler(event: unknown, invocation: Invocation): Promise<void> {
  const left = (): number => invocation.getRemainingTimeInMillis();
  for (const { Sns: notification } of SnsEvent.parse(event).Records) {
    const { MessageId: message_id, MessageAttributes } = notification;
    await tell(chatMessage(config.stage, notification), left);
    logger.info('told', { message_id, kind: MessageAttributes.kind?.Value });
  }
}

async function tell(message: ReturnType<typeof chatMessage>, left: () => number): Promise<void> {
  try {
    await post(await webhookUrl.get(), message, { left });
  } catch (error) {
    // The next try reads the address again: somebody may have put another one because of this.
    if (error instanceof NotTold) webhookUrl.forget();
    throw error;
  }
}
