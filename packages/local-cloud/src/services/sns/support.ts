import { partial, supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';

/** What SNS does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'Amazon SNS',
  signingName: 'sns',
  protocol: 'query',
  operations: {
    ...supported('ListTopics', 'ListSubscriptions', 'ListSubscriptionsByTopic'),
    Publish: partial('to topics; message attributes and MessageStructure json are refused'),
  },
  refused: {
    'text messages to phones, MessageAttributes, MessageStructure, FIFO topics': 'InvalidParameter',
    'filter policies of subscriptions': 'refused when the template is loaded',
    'PublishBatch, Subscribe, CreateTopic': 'InvalidAction',
  },
  differences: [
    'Messages reach queues and functions of this assembly. To e-mail and HTTP subscribers nothing is sent: `pnpm local messages` shows every message.',
    'Envelopes carry no signature.',
  ],
};
