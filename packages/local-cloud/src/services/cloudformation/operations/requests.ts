import type { Call } from '../../../aws/call.ts';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { Definition, Stack } from '../account/stack.ts';
import { isInProgress } from '../account/stack.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { checkCapabilities } from '../template/capabilities.ts';
import { type ParameterGiven, parameterValues } from '../template/parameters.ts';
import { type TemplateGiven, templateOf, templateText } from '../template/source.ts';
import { ssmValue } from '../template/ssm.ts';

/** What CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface DefinitionGiven extends TemplateGiven {
  readonly UsePreviousTemplate?: boolean;
  readonly Parameters?: readonly ParameterGiven[];
  readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[];
  readonly Capabilities?: readonly string[];
  readonly NotificationARNs?: readonly string[];
  readonly RoleARN?: string;
  readonly DeploymentConfig?: { readonly Mode?: string };
}

/** Members by which the three work. */
export const DEFINITION = [
  'StackName',
  'TemplateBody',
  'TemplateURL',
  'Parameters',
  'Capabilities',
  'Tags',
  'RoleARN',
  'NotificationARNs',
  'DeploymentConfig.Mode',
];

export const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);

/** What a request says of a stack; what it leaves open is as the stack has it. Throws ValidationError. */
export async function definitionOf(
  state: CloudFormation,
  call: Call,
  name: string,
  given: DefinitionGiven,
  current: Stack | undefined,
): Promise<Definition> {
  refuseModes(given);
  const text = given.UsePreviousTemplate
    ? current?.template
    : await templateText(state.kernel, call.caller, given);
  if (text === undefined) throw invalid('Either Template URL or Template Body must be specified.');
  const template = templateOf(name, text);
  checkCapabilities(template, given.Capabilities ?? []);
  const ssm = (parameter: string): string | undefined => ssmValue(state.kernel, call.caller, parameter);
  const { Tags: tags } = given;
  return {
    template: text,
    ...(template.Description === undefined ? {} : { description: template.Description }),
    parameters: parameterValues(template, given.Parameters ?? [], current?.parameters ?? [], ssm),
    tags: tags ? tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) : (current?.tags ?? []),
    capabilities: given.Capabilities ?? [],
    notificationArns: [],
  };
}

function refuseModes({ NotificationARNs, DeploymentConfig }: DefinitionGiven): void {
  if (NotificationARNs && NotificationARNs.length > 0)
    throw new NotSupported('a stack with NotificationARNs');
  checkMode(DeploymentConfig);
}

/** Throws on a mode in which AWS does not wait until resources are there. */
export function checkMode({ Mode: mode = 'STANDARD' }: { readonly Mode?: string } = {}): void {
  if (mode !== 'STANDARD') throw new NotSupported(`the deployment mode ${mode}`);
}

/** The role of the operation, and of those after it; throws unless the caller may pass it on and it can be assumed. */
export function roleOf(
  state: CloudFormation,
  { caller }: Call,
  given: string | undefined,
  stack: Pick<Stack, 'id' | 'roleArn'>,
): string | undefined {
  if (given !== undefined)
    state.kernel.authorize(caller, 'iam:PassRole', given, {
      'iam:PassedToService': 'cloudformation.amazonaws.com',
    });
  const role = given ?? stack.roleArn;
  if (role !== undefined) state.deployments.checkRole(role, stack.id);
  return role;
}

const UPDATABLE =
  /^(CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE|IMPORT_COMPLETE|CREATE_FAILED|UPDATE_FAILED)$/;

/** Throws ValidationError unless the stack can be updated now. */
export function checkUpdatable({ id, status }: Stack): void {
  if (!UPDATABLE.test(status)) throw invalid(`Stack:${id} is in ${status} state and can not be updated.`);
}

/** Throws ValidationError while an operation goes on. */
export function checkIdle(stack: Stack, verb: string): void {
  if (isInProgress(stack))
    throw invalid(`Stack [${stack.id}] cannot be ${verb} while in status ${stack.status}`);
}
