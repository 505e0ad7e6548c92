import type { Task } from '../../kernel/task.ts';

/** `arn:aws:states:::sqs:sendMessage`. */
export const task: Task = {
  errors: 'AmazonSQS',
  texts: ['MessageBody'],
  integrations: { sendMessage: { callback: true } },
};
