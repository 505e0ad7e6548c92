import type {
  DescribeKeyRequest,
  GetKeyPolicyRequest,
  ListAliasesRequest,
  ListKeysRequest,
} from '@aws-sdk/client-kms';
import type { Resource } from '../../assembly/assembly.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { page } from '../page.ts';
import type { Keys } from './keys.ts';

/** "ListKeys" and "ListAliases", KMS API reference: as many unless the client says otherwise. */
const [KEYS, ALIASES] = [100, 50];

function metadata({ kernel, startedAt }: Keys, { physicalId, arn, properties }: Resource): Shape {
  const enabled = String(properties.Enabled ?? true) === 'true';
  return {
    AWSAccountId: kernel.accountId,
    KeyId: physicalId,
    Arn: arn,
    CreationDate: startedAt,
    Enabled: enabled,
    Description: String(properties.Description ?? ''),
    KeyUsage: properties.KeyUsage ?? 'ENCRYPT_DECRYPT',
    KeyState: enabled ? 'Enabled' : 'Disabled',
    Origin: properties.Origin ?? 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    KeySpec: properties.KeySpec ?? 'SYMMETRIC_DEFAULT',
    CustomerMasterKeySpec: properties.KeySpec ?? 'SYMMETRIC_DEFAULT',
    MultiRegion: String(properties.MultiRegion ?? false) === 'true',
  };
}

export const operations: Readonly<Record<string, Operation<Keys>>> = {
  DescribeKey: {
    takes: ['KeyId'],
    run: (keys, { KeyId }: Input<DescribeKeyRequest>, call) => ({
      KeyMetadata: metadata(keys, keys.asked(KeyId, call)),
    }),
  },
  GetKeyPolicy: {
    takes: ['KeyId', 'PolicyName'],
    run: (keys, { KeyId, PolicyName = 'default' }: Input<GetKeyPolicyRequest>, call) => {
      const { properties } = keys.asked(KeyId, call);
      if (PolicyName !== 'default')
        throw new ServiceError('NotFoundException', `No such policy exists: ${PolicyName}`);
      return { Policy: JSON.stringify(properties.KeyPolicy ?? {}), PolicyName };
    },
  },
  ListKeys: {
    takes: ['Limit', 'Marker'],
    run: (keys, { Limit = KEYS, Marker }: Input<ListKeysRequest>, { caller }) => {
      keys.kernel.authorize(caller, 'kms:ListKeys', '*');
      const { items, nextToken } = page(keys.keys.all(), Marker, Limit);
      const Keys = items.map(({ physicalId, arn }) => ({ KeyId: physicalId, KeyArn: arn }));
      return { Keys, Truncated: nextToken !== undefined, NextMarker: nextToken };
    },
  },
  ListAliases: {
    takes: ['KeyId', 'Limit', 'Marker'],
    run: (keys, { KeyId, Limit = ALIASES, Marker }: Input<ListAliasesRequest>, call) => {
      keys.kernel.authorize(call.caller, 'kms:ListAliases', '*');
      const of = KeyId === undefined ? undefined : keys.asked(KeyId, call).physicalId;
      const found = keys.aliases.all().filter(({ keyId }) => of === undefined || keyId === of);
      const { items, nextToken } = page(found, Marker, Limit);
      const Aliases = items.map(({ name, arn, keyId }) => ({
        AliasName: name,
        AliasArn: arn,
        TargetKeyId: keyId,
        CreationDate: keys.startedAt,
        LastUpdatedDate: keys.startedAt,
      }));
      return { Aliases, Truncated: nextToken !== undefined, NextMarker: nextToken };
    },
  },
};
