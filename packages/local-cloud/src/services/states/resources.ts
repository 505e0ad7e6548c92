import { arnOf, INERT, type ResourceType } from '../../assembly/resource-type.ts';
import { pending } from '../../kernel/legacy.ts';

/** The CloudFormation types of Step Functions. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::StepFunctions::StateMachine': {
    works: [
      'Definition',
      'DefinitionString',
      'DefinitionS3Location',
      'DefinitionSubstitutions',
      'RoleArn',
      'StateMachineName',
      'StateMachineType',
      'LoggingConfiguration',
      'TracingConfiguration',
      'Tags',
    ],
    inert: { EncryptionConfiguration: INERT.encryption },
    identify: (naming) => {
      const name = naming.text('StateMachineName') ?? naming.ownName;
      const arn = arnOf('states', naming, `stateMachine:${name}`);
      return { ref: arn, arn, attributes: { Name: name } };
    },
    handlers: pending,
  },
};
