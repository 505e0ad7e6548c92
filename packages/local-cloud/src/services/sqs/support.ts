import type { ServiceSupport } from '../../support/types.ts';
import { INERT } from './attributes.ts';

/** Every operation, with what it leaves out. */
export const OPERATIONS: ServiceSupport['operations'] = {
  CreateQueue: { status: 'partial', note: 'standard queues; FIFO queues and policies are refused' },
  DeleteMessage: { status: 'supported' },
  DeleteQueue: { status: 'supported' },
  GetQueueAttributes: { status: 'supported' },
  GetQueueUrl: { status: 'supported' },
  ListQueues: { status: 'partial', note: 'all queues on one page' },
  PurgeQueue: { status: 'supported' },
  ReceiveMessage: { status: 'supported' },
  SendMessage: { status: 'partial', note: 'the size of message attributes is not counted' },
};

export const support: ServiceSupport = {
  service: 'Amazon SQS',
  signingName: 'sqs',
  protocol: 'JSON 1.0',
  operations: OPERATIONS,
  refused: {
    'FIFO queues': 'InvalidParameterValue',
    'The attributes FifoQueue, ContentBasedDeduplication and Policy': 'InvalidAttributeName',
    'Batches (SendMessageBatch, DeleteMessageBatch), ChangeMessageVisibility, tags, message move tasks':
      'UnknownOperationException',
    'The query protocol of older clients': 'UnknownOperationException',
  },
  differences: [
    'Version 1 of the aws command line asks queue.amazonaws.com for SQS, whatever AWS_ENDPOINT_URL says: give it `--endpoint-url`.',
    `The attributes ${INERT.join(', ')} are accepted and change nothing: messages lie in a file of its user’s.`,
    'Messages come in the order in which they were sent, and each once: AWS promises neither.',
    'A queue that was deleted can be created anew at once; AWS wants 60 seconds.',
  ],
};
