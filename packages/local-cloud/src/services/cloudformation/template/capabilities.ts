import type { Template } from '../../../assembly/template.ts';
import { ServiceError } from '../../../aws/errors.ts';

/** "Acknowledging IAM resources in CloudFormation templates": property by which each type has a name of its own. */
const NAMES: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

/** What a client has to acknowledge before the template is deployed, and the types because of which. */
export function neededCapabilities({ Resources = {} }: Template): {
  readonly capabilities: readonly string[];
  readonly types: readonly string[];
} {
  const acknowledged = Object.values(Resources).filter(({ Type }) => Object.hasOwn(NAMES, Type));
  const named = acknowledged.some(({ Type, Properties = {} }) =>
    Object.hasOwn(Properties, NAMES[Type] ?? ''),
  );
  const capability = named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
  return {
    capabilities: acknowledged.length === 0 ? [] : [capability],
    types: [...new Set(acknowledged.map(({ Type }) => Type))],
  };
}

/** Throws InsufficientCapabilities; the named one includes the other. */
export function checkCapabilities(template: Template, given: readonly string[]): void {
  const { capabilities } = neededCapabilities(template);
  const lacking = capabilities.filter(
    (one) => !given.includes(one) && !(one === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
  if (lacking.length > 0)
    throw new ServiceError(
      'InsufficientCapabilitiesException',
      `Requires capabilities : [${lacking.join(', ')}]`,
    );
}
