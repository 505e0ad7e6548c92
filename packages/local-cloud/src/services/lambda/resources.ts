import { arnOf, INERT, inertType, named, type ResourceType } from '../../assembly/resource-type.ts';
import { pending } from '../../kernel/legacy.ts';

/** The CloudFormation types of Lambda. */
export const resources: Readonly<Record<string, ResourceType>> = {
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
    handlers: pending,
  },
  'AWS::Lambda::EventInvokeConfig': {
    works: [
      'FunctionName',
      'Qualifier',
      'MaximumRetryAttempts',
      'DestinationConfig',
      'MaximumEventAgeInSeconds',
    ],
    inert: { Tags: INERT.tags },
    identify: ({ ownName }) => ({ ref: ownName }),
    handlers: pending,
  },
  'AWS::Lambda::Permission': inertType(
    'resource policies of functions are not evaluated; callers need identity policies',
  ),
  'AWS::Lambda::LayerVersion': inertType(
    'layers serve only the provider of bucket deployments, which the local cloud does by itself',
    (naming) => ({ ref: arnOf('lambda', naming, `layer:${naming.ownName}:1`) }),
  ),
};
