import type { ErrorContract } from '@tlc-elt/contracts';

/** Errors of executions that only the local cloud has, and AWS never tells. */
export const localCloudErrors: Readonly<Record<string, ErrorContract>> = {
  'LocalCloud.Restarted': {
    kind: 'transient',
    meaning: 'The local cloud was ended while a job of the run worked, and the run ended with it.',
    next: 'Run the month again: `ops run MONTH`.',
  },
};
