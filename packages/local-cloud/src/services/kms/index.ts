import { arnOf, inertType } from '../../assembly/resource-type.ts';
import type { Service } from '../../kernel/service.ts';

const unencrypted = 'objects lie unencrypted on this machine';

/** KMS: keys, which change nothing on one machine. */
export const kms: Service<void> = {
  name: 'kms',
  title: 'AWS Key Management Service',
  state: () => undefined,
  operations: {},
  resources: {
    'AWS::KMS::Key': inertType(unencrypted, (naming) => ({
      ref: naming.ownName,
      arn: arnOf('kms', naming, `key/${naming.ownName}`),
      attributes: { KeyId: naming.ownName },
    })),
    'AWS::KMS::Alias': inertType(unencrypted),
  },
};
