import type { Task } from '../../kernel/task.ts';

/** `arn:aws:states:::sns:publish`. */
export const task: Task = {
  errors: 'AmazonSNS',
  texts: ['Message'],
  integrations: { publish: { callback: true } },
};
