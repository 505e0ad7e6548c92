import type {
  GetFunctionConfigurationRequest,
  GetFunctionRequest,
  InvocationRequest,
  ListFunctionsRequest,
} from '@aws-sdk/client-lambda';
import { arnOf, INERT, inertType, named, type ResourceType } from '../../assembly/resource-type.ts';
import { held } from '../../kernel/deployed.ts';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { Functions } from './functions.ts';
import { payloadText } from './payload.ts';
import { functionShape } from './shapes.ts';
import { task } from './task.ts';

/** The last 4 KB of an invocation's log, as `LogResult` carries them. */
const tail = (lines: readonly string[]): string =>
  Buffer.from(`${lines.join('\n')}\n`)
    .subarray(-4096)
    .toString('base64');

const operations: Readonly<Record<string, Operation<Functions>>> = {
  Invoke: {
    takes: ['FunctionName', 'Qualifier', 'InvocationType', 'LogType', 'Payload'],
    note: 'the version $LATEST; ClientContext is refused',
    run: async (functions, input: Input<InvocationRequest>, call) => {
      const fn = functions.allowed(input, call);
      const event = payloadText(input.Payload, input.InvocationType);
      if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
      if (input.InvocationType === 'Event') {
        functions.events.accept(fn, event);
        return { StatusCode: 202 };
      }
      const { payload, functionError, log } = await functions.run(fn, event);
      return {
        StatusCode: 200,
        ExecutedVersion: '$LATEST',
        Payload: payload,
        FunctionError: functionError,
        LogResult: input.LogType === 'Tail' ? tail(log) : undefined,
      };
    },
  },
  GetFunction: {
    takes: ['FunctionName', 'Qualifier'],
    note: 'without the location of the code',
    run: (functions, input: Input<GetFunctionRequest>, call) => ({
      Configuration: functionShape(functions.allowed(input, call)),
      Code: { RepositoryType: 'S3' },
    }),
  },
  GetFunctionConfiguration: {
    takes: ['FunctionName', 'Qualifier'],
    run: (functions, input: Input<GetFunctionConfigurationRequest>, call) =>
      functionShape(functions.allowed(input, call)),
  },
  ListFunctions: {
    takes: ['Marker', 'MaxItems'],
    inert: { FunctionVersion: 'functions have the version $LATEST only' },
    run: (functions, { Marker, MaxItems = 50 }: Input<ListFunctionsRequest>, call) => {
      functions.authorize(call, '*');
      const { items, nextToken } = page(functions.deployed.all(), Marker, MaxItems);
      return { Functions: items.map(functionShape), NextMarker: nextToken };
    },
  },
};

const resources: Readonly<Record<string, ResourceType<Functions>>> = {
  'AWS::Lambda::Function': {
    works: [
      'FunctionName',
      'Role',
      'Handler',
      'Runtime',
      'Code',
      'Timeout',
      'MemorySize',
      'Environment',
      'LoggingConfig',
      'PackageType',
      'DeadLetterConfig',
      'ReservedConcurrentExecutions',
      'Layers',
    ],
    inert: {
      Architectures: 'code runs on this machine’s processor; native modules must be built for it',
      Description: INERT.words,
      EphemeralStorage: 'the temporary folder is as large as the disk',
      KmsKeyArn: INERT.encryption,
      RecursiveLoop: 'loops are not detected',
      RuntimeManagementConfig: 'the runtime is this machine’s',
      SnapStart: 'is about start-up time only',
      Tags: INERT.tags,
      TracingConfig: 'there is no X-Ray',
      VpcConfig: INERT.network,
    },
    identify: named('FunctionName', (name, naming) => arnOf('lambda', naming, `function:${name}`)),
    handlers: {
      create: (functions, resource) => functions.deploy(resource),
      update: (functions, resource) => functions.deploy(resource),
      delete: (functions, resource) => functions.delete(resource),
      read: (functions, resource) => functions.deployed.properties(resource),
    },
  },
  'AWS::Lambda::EventInvokeConfig': {
    works: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'DestinationConfig'],
    inert: {
      MaximumEventAgeInSeconds: 'an event waits while its function is throttled, however long',
      Tags: INERT.tags,
    },
    identify: ({ ownName }) => ({ ref: ownName }),
    handlers: held(({ configs }) => configs),
  },
  'AWS::Lambda::Permission': inertType(
    'resource policies of functions are not evaluated; callers need identity policies',
  ),
  'AWS::Lambda::LayerVersion': inertType(
    'layers serve only the provider of bucket deployments, which the local cloud does by itself',
    (naming) => ({ ref: arnOf('lambda', naming, `layer:${naming.ownName}:1`) }),
  ),
};

/** Lambda: each function in a process of its own, warm between invocations. */
export const lambda: Service<Functions> = {
  name: 'lambda',
  title: 'AWS Lambda',
  state: (kernel) => new Functions(kernel),
  operations,
  resources,
  target: (kernel, { target, text, caller }) => {
    const asked = { FunctionName: target, InvocationType: 'Event', Payload: Buffer.from(text) };
    return kernel.invoke('lambda', 'Invoke', asked, caller);
  },
  task,
  ownErrors: {
    AccessDeniedException: ['AccessDeniedException', 403],
    InvalidNextToken: ['InvalidParameterValueException', 400],
  },
  refused: {
    'runtimes but nodejs*.x and python3.*, container images, layers, LogFormat JSON':
      'refused when the template is loaded',
    'reserved environment variables': 'refused when the template is loaded',
    'InvokeWithResponseStream, InvokeAsync, function URLs': 'UnknownOperationException',
    'payloads above 6 MB, of asynchronous invocations above 1 MB': 'RequestTooLargeException',
  },
  differences: [
    'Functions run on this machine’s Node.js and Python, whatever the runtime’s version.',
    'A failed asynchronous invocation is tried again at once; AWS waits one minute, then two. A throttled one waits for its turn, however long.',
    'Of the SDK that AWS’s Node.js runtimes bring, there are the clients of the services here, `@aws-sdk/lib-storage`, `@aws-sdk/s3-request-presigner` and `@smithy/*`; a function bundles the others.',
    'Memory is told to the function and not limited; the file system is this machine’s.',
    'An environment ends after a minute without work, and with the local cloud.',
  ],
  start: ({ events }) => events.resume(),
  stop: (functions) => functions.stop(),
};
