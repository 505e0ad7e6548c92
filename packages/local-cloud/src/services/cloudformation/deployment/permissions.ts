import type { Resource } from '../../../assembly/assembly.ts';
import type { Caller } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { registryEntry } from '../plan/registry.ts';

export type Handler = 'create' | 'update' | 'delete';

const has =
  (...names: readonly string[]) =>
  ({ properties }: Resource): boolean =>
    names.some((name) => Object.hasOwn(properties, name));
const never = (): boolean => false;

/** Actions that a handler needs because of some properties only, of those that are served here. */
const NEEDED_BY: readonly (readonly [action: RegExp, by: (resource: Resource) => boolean])[] = [
  [
    /^kms:/,
    ({ type, properties }) => type.startsWith('AWS::KMS::') || /"Kms|"KMS/.test(JSON.stringify(properties)),
  ],
  [/^iam:(Put|Delete)RolePermissionsBoundary$/, has('PermissionsBoundary')],
  [/^iam:\w*Group/, has('Groups')],
  [/^iam:\w*User/, has('Users')],
  [/^iam:ListRoles$/, never],
  [/^(firehose|s3tables|s3files|elasticfilesystem):/, never],
  [/^s3:REST\./, never],
];

/** Services whose principal is not named as the types are. */
const PRINCIPALS: Readonly<Record<string, string>> = {
  RedshiftServerless: 'redshift-serverless',
  StepFunctions: 'states',
};

/** Actions that are asked about no resource of their own: lists, and objects of a bucket that the handler looks at. */
const UNPLACED = /:(Describe|List)|^s3:\w*Object/;

const ROLE = /arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+/g;

/**
 * Throws AccessDenied unless the caller may do all that the registry says the handler does: to the resource itself where
 * the action is of its service, to the roles that it hands on, else to anything.
 */
export function checkPermissions(kernel: Kernel, caller: Caller, handler: Handler, resource: Resource): void {
  const { type, arn, properties } = resource;
  const needed = registryEntry(type).permissions[handler].filter((action) =>
    NEEDED_BY.every(([pattern, by]) => !pattern.test(action) || by(resource)),
  );
  for (const action of needed) {
    if (action === 'iam:PassRole') checkPassing(kernel, caller, type, properties);
    else if (arn?.split(':')[2] === action.split(':')[0] && !UNPLACED.test(action))
      kernel.authorize(caller, action, arn ?? '', boundaryOf(resource));
    else if (!kernel.roles.mayAnywhere(caller, action)) throw denied(caller, action);
  }
}

/** What conditions on the boundary of a role see, by which an administrator has every role bounded. */
const boundaryOf = ({ type, properties }: Resource): Record<string, string> =>
  type === 'AWS::IAM::Role' && properties.PermissionsBoundary !== undefined
    ? { 'iam:PermissionsBoundary': String(properties.PermissionsBoundary) }
    : {};

function checkPassing(
  kernel: Kernel,
  caller: Caller,
  type: string,
  properties: Resource['properties'],
): void {
  const [, service = ''] = type.split('::');
  const principal = PRINCIPALS[service] ?? service.toLowerCase();
  for (const role of new Set(JSON.stringify(properties).match(ROLE)))
    kernel.authorize(caller, 'iam:PassRole', role, { 'iam:PassedToService': `${principal}.amazonaws.com` });
}

const denied = ({ arn }: Caller, action: string): ServiceError =>
  new ServiceError(
    'AccessDeniedException',
    `User: ${arn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  );
