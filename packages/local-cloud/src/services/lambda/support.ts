import { partial, supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';

/** What Lambda does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'AWS Lambda',
  signingName: 'lambda',
  protocol: 'REST JSON',
  operations: {
    ...supported('GetFunctionConfiguration', 'ListFunctions'),
    Invoke: partial('the version $LATEST; ClientContext is not handed on'),
    GetFunction: partial('without the location of the code'),
  },
  refused: {
    'runtimes but nodejs*.x and python3.*, container images, layers, LogFormat JSON':
      'refused when the template is loaded',
    'reserved environment variables': 'refused when the template is loaded',
    'InvokeWithResponseStream, InvokeAsync, function URLs': 'UnknownOperationException',
    'payloads above 6 MB': 'RequestTooLargeException',
  },
  differences: [
    'Functions run on this machine’s Node.js and Python, whatever the runtime’s version.',
    'A failed asynchronous invocation is tried again at once; AWS waits one minute, then two.',
    'Memory is told to the function and not limited; the file system is this machine’s.',
    'Each line of output is a log event of its own; AWS keeps the lines of one console.log together.',
    'An environment ends after a minute without work, and with the local cloud.',
  ],
};
