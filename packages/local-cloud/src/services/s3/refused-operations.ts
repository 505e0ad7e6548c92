/** Configurations of a bucket that are refused, by their subresource: operation names without their verb. */
const bucketConfigurations: Readonly<
  Record<string, { readonly name: string; readonly verbs: readonly string[] }>
> = {
  abac: { name: 'BucketAbac', verbs: ['Get', 'Put'] },
  accelerate: { name: 'BucketAccelerateConfiguration', verbs: ['Get', 'Put'] },
  acl: { name: 'BucketAcl', verbs: ['Put'] },
  analytics: { name: 'BucketAnalyticsConfiguration', verbs: ['Get', 'Put', 'Delete'] },
  cors: { name: 'BucketCors', verbs: ['Get', 'Put', 'Delete'] },
  encryption: { name: 'BucketEncryption', verbs: ['Put', 'Delete'] },
  'intelligent-tiering': { name: 'BucketIntelligentTieringConfiguration', verbs: ['Get', 'Put', 'Delete'] },
  inventory: { name: 'BucketInventoryConfiguration', verbs: ['Get', 'Put', 'Delete'] },
  lifecycle: { name: 'BucketLifecycleConfiguration', verbs: ['Put'] },
  logging: { name: 'BucketLogging', verbs: ['Get', 'Put'] },
  metadataConfiguration: { name: 'BucketMetadataConfiguration', verbs: ['Get', 'Create', 'Delete'] },
  metadataTable: { name: 'BucketMetadataTableConfiguration', verbs: ['Get', 'Create', 'Delete'] },
  metadataInventoryTable: { name: 'BucketMetadataInventoryTableConfiguration', verbs: ['Update'] },
  metadataJournalTable: { name: 'BucketMetadataJournalTableConfiguration', verbs: ['Update'] },
  metrics: { name: 'BucketMetricsConfiguration', verbs: ['Get', 'Put', 'Delete'] },
  notification: { name: 'BucketNotificationConfiguration', verbs: ['Get', 'Put'] },
  'object-lock': { name: 'ObjectLockConfiguration', verbs: ['Get', 'Put'] },
  ownershipControls: { name: 'BucketOwnershipControls', verbs: ['Put', 'Delete'] },
  policy: { name: 'BucketPolicy', verbs: ['Put', 'Delete'] },
  policyStatus: { name: 'BucketPolicyStatus', verbs: ['Get'] },
  publicAccessBlock: { name: 'PublicAccessBlock', verbs: ['Put', 'Delete'] },
  replication: { name: 'BucketReplication', verbs: ['Get', 'Put', 'Delete'] },
  requestPayment: { name: 'BucketRequestPayment', verbs: ['Get', 'Put'] },
  website: { name: 'BucketWebsite', verbs: ['Get', 'Put', 'Delete'] },
};

const methods: Readonly<Record<string, string>> = {
  Get: 'GET',
  Put: 'PUT',
  Delete: 'DELETE',
  Create: 'POST',
  Update: 'PUT',
};

const others: Readonly<Record<string, string>> = {
  'DELETE bucket lifecycle': 'DeleteBucketLifecycle',
  'GET bucket session': 'CreateSession',
  'GET object acl': 'GetObjectAcl',
  'PUT object acl': 'PutObjectAcl',
  'PUT object encryption': 'UpdateObjectEncryption',
  'GET object legal-hold': 'GetObjectLegalHold',
  'PUT object legal-hold': 'PutObjectLegalHold',
  'GET object retention': 'GetObjectRetention',
  'PUT object retention': 'PutObjectRetention',
  'GET object torrent': 'GetObjectTorrent',
  'PUT object renameObject': 'RenameObject',
  'POST object restore': 'RestoreObject',
  'POST object select': 'SelectObjectContent',
};

/** `GET bucket cors` → the operation that is refused at this address. */
export const refusedOperations: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(bucketConfigurations).flatMap(([subresource, { name, verbs }]) =>
      verbs.map((verb) => [`${methods[verb]} bucket ${subresource}`, `${verb}${name}`]),
    ),
  ),
  ...others,
};

/** Name of a refused operation; undefined where nothing refused has this address. */
export const refusedOperation = (method: string, on: string, subresource: string): string | undefined => {
  const address = `${method} ${on} ${subresource}`;
  return Object.hasOwn(refusedOperations, address) ? refusedOperations[address] : undefined;
};
