import { createHash } from 'node:crypto';
import { arnOf, inertType, type Naming, type ResourceType } from '../../assembly/resource-type.ts';
import { held } from '../../kernel/deployed.ts';
import type { Service } from '../../kernel/service.ts';
import { Keys } from './keys.ts';
import { operations } from './operations.ts';

const unencrypted = 'objects lie unencrypted on this machine';

/** A UUID, as key ids are; the same for the same name, so that it outlives a restart. */
function keyIdOf({ accountId, region, ownName }: Naming): string {
  const hex = createHash('sha256').update(`${accountId}/${region}/${ownName}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

const resources: Readonly<Record<string, ResourceType<Keys>>> = {
  'AWS::KMS::Key': {
    ...inertType(unencrypted, (naming) => {
      const id = keyIdOf(naming);
      return { ref: id, arn: arnOf('kms', naming, `key/${id}`), attributes: { KeyId: id } };
    }),
    handlers: held(({ keys }) => keys),
  },
  'AWS::KMS::Alias': {
    ...inertType(unencrypted, ({ text, ownName }) => ({ ref: text('AliasName') ?? ownName })),
    handlers: held(({ aliases }) => aliases),
  },
};

/** KMS: keys of the stacks, which can be asked for and change nothing on one machine. */
export const kms: Service<Keys> = {
  name: 'kms',
  title: 'AWS Key Management Service',
  state: (kernel) => new Keys(kernel),
  operations,
  resources,
  ownErrors: { InvalidNextToken: ['InvalidMarkerException', 400] },
  refused: {
    'Encrypt, Decrypt, GenerateDataKey and every other use of a key':
      'UnknownOperationException: nothing is encrypted here',
  },
  differences: [
    "Who may ask about a key is decided by the caller's policies: key policies are told, and not evaluated.",
    'The date of creation of a key is the time at which the local cloud was started.',
  ],
};
