/** Global condition keys that every request carries here, or that AWS leaves out of requests as they come here. */
const GLOBAL_KEYS = new Set(
  [
    'aws:PrincipalArn',
    'aws:PrincipalAccount',
    'aws:PrincipalType',
    'aws:userid',
    'aws:username',
    'aws:SourceAccount',
    'aws:SourceIdentity',
    'aws:SourceArn',
    'aws:ResourceAccount',
    'aws:RequestedRegion',
    'aws:SecureTransport',
    'aws:CurrentTime',
    'aws:EpochTime',
    'aws:SourceIp',
    'aws:PrincipalIsAWSService',
    'aws:ViaAWSService',
    'aws:CalledVia',
    'aws:CalledViaFirst',
    'aws:CalledViaLast',
    'aws:SourceVpce',
    'aws:SourceVpc',
    'aws:MultiFactorAuthPresent',
    'aws:PrincipalOrgID',
    'aws:SourceOrgID',
  ].map((key) => key.toLowerCase()),
);

/** Condition keys of services that are served here. */
const SERVICE_KEYS = new Set(
  [
    's3:prefix',
    's3:delimiter',
    's3:max-keys',
    's3:VersionId',
    's3:x-amz-acl',
    's3:x-amz-storage-class',
    's3:x-amz-server-side-encryption',
    's3:x-amz-server-side-encryption-aws-kms-key-id',
    's3:x-amz-copy-source',
    's3:x-amz-metadata-directive',
    's3:x-amz-content-sha256',
    's3:TlsVersion',
    's3:signatureversion',
    's3:authType',
    's3:signatureAge',
    's3:ResourceAccount',
    's3:if-none-match',
    's3:if-match',
    'iam:PassedToService',
    'iam:PermissionsBoundary',
    'redshift-data:statement-owner-iam-userid',
    'sts:ExternalId',
    'sts:RoleSessionName',
    'sts:SourceIdentity',
    'sts:TransitiveTagKeys',
    'kms:ViaService',
    'kms:CallerAccount',
  ].map((key) => key.toLowerCase()),
);
const SERVED = new Set([
  'aws',
  's3',
  'iam',
  'redshift-data',
  'states',
  'lambda',
  'glue',
  'logs',
  'ssm',
  'scheduler',
  'sns',
  'sts',
  'kms',
  'ecr',
]);

/** Services whose questions have the tags of what they are about; of others a policy would be answered wrongly. */
const TAGGED = /^redshift-(data|serverless):/;
const RESOURCE_TAG = /^aws:resourcetag\/./;
const PRINCIPAL_TAG = /^aws:principaltag\/./;
/** Tags that a request brings; only sessions are opened with them here. */
const REQUEST_TAG = /^aws:(requesttag\/.|tagkeys$)/;

/** What policies can ask of a token of an OpenID Connect provider: "Available keys for AWS OIDC federation". */
const CLAIM = /^[^:]+\.[^:]+:(sub|aud|amr)$/;

/** Whether a condition key is evaluated for the actions as AWS does it. */
export function isKnownKey(key: string, actions: readonly string[]): boolean {
  const lower = key.toLowerCase();
  const [prefix = ''] = lower.split(':');
  const all = (of: RegExp): boolean => actions.length > 0 && actions.every((action) => of.test(action));
  if (RESOURCE_TAG.test(lower)) return all(TAGGED);
  if (REQUEST_TAG.test(lower)) return all(/^sts:/i);
  if (prefix.includes('.')) return CLAIM.test(lower);
  if (PRINCIPAL_TAG.test(lower)) return true;
  return GLOBAL_KEYS.has(lower) || SERVICE_KEYS.has(lower) || !SERVED.has(prefix);
}
