import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '../aws/call.ts';
import { NotSupported, ServiceError } from '../aws/errors.ts';
import { KeyStore } from '../identity/key-store.ts';
import { principalsOf, trustsToken } from '../identity/principals.ts';
import { Roles } from '../identity/roles.ts';
import { userId } from '../identity/unique-id.ts';
import type { Children } from './children.ts';
import type { Clock } from './clock.ts';
import type { Kernel } from './kernel.ts';
import type { Offers } from './offers.ts';
import type { RunningService } from './running-service.ts';
import { calleeOf } from './service.ts';

export interface KernelOptions {
  readonly accountId: string;
  readonly region: string;
  readonly holdsAssembly: boolean;
  /** Local file or folder of an asset that a deployment would have uploaded to this bucket and key. */
  readonly assetPath: (bucket: string, key: string) => string | undefined;
  readonly endpoint: string;
  /** Everything that the local cloud keeps of this stage. */
  readonly stateDir: string;
  /** What stages share: Python environments, Spark's jars. */
  readonly sharedDir: string;
  readonly children: Children;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly random?: () => number;
  /** Base address of the folder that stands in for a publisher. */
  readonly publisher: () => string | undefined;
}

/** Kernel and what only the server and the commands need of it. */
export interface RunningKernel extends Kernel {
  readonly services: Map<string, RunningService>;
}

/** Loopback never goes through a proxy, whatever the user's environment says. */
export const NO_PROXY = '127.0.0.1,localhost,::1';

export function createKernel(options: KernelOptions): RunningKernel {
  const { accountId, region, endpoint, stateDir, sharedDir, children, clock, log } = options;
  const keys = new KeyStore(join(stateDir, 'keys.json'), accountId, () => clock.now());
  const roles = new Roles();
  const services = new Map<string, RunningService>();
  const emptyFile = join(ensured(stateDir), 'empty-aws-file');
  writeFileSync(emptyFile, '');

  const ofAnyCall = (): Record<string, string> => ({
    'aws:currenttime': clock.now().toISOString(),
    'aws:epochtime': String(Math.floor(clock.now().getTime() / 1000)),
    'aws:viaawsservice': 'false',
    'aws:requestedregion': region,
    'aws:securetransport': 'true', // loopback stands for TLS
  });

  const contextOf = (caller: Caller): Record<string, string> => ({
    ...ofAnyCall(),
    ...principalTags(roles.tagsOf(caller)),
    ...(caller.session?.sourceIdentity === undefined
      ? {}
      : { 'aws:sourceidentity': caller.session.sourceIdentity }),
    'aws:principalarn': caller.roleArn ?? caller.arn,
    'aws:principalaccount': caller.accountId,
    'aws:principaltype': caller.kind === 'user' ? 'User' : 'AssumedRole',
    ...(caller.kind === 'user' ? { 'aws:username': caller.name } : {}),
    'aws:sourceip': '127.0.0.1',
    'aws:principalisawsservice': 'false',
    'aws:userid': userId(caller),
    'aws:resourceaccount': accountId,
  });

  const serviceOf = (name: string): RunningService => {
    const service = services.get(name);
    if (service) return service;
    throw new NotSupported(`the service ${name}`, 'UnknownService');
  };

  const kernel: RunningKernel = {
    accountId,
    region,
    holdsAssembly: options.holdsAssembly,
    published: async (bucket, key) => {
      const { s3 } = kernel.offers;
      const asset = options.assetPath(bucket, key);
      return asset ?? (s3.bucketExists(bucket) ? s3.objectPath(bucket, key) : undefined);
    },
    publisher: options.publisher,
    clock,
    log,
    random: options.random ?? Math.random,
    services,
    keys,
    roles,
    children,
    offers: {} as Offers,
    endpoint: () => endpoint,
    dataDir: (service) => ensured(join(stateDir, service)),
    sharedDir: (name) => ensured(join(sharedDir, name)),
    assumeRole: (roleArn, sessionName, service, sourceArn) => {
      roles.checkTrust(roleArn, principalsOf(service, region), {
        ...ofAnyCall(),
        'aws:principalisawsservice': 'true',
        'aws:sourceaccount': accountId,
        'aws:sourcearn': sourceArn,
      });
      return keys.session(roleArn, sessionName);
    },
    revoke: (credentials) => keys.revoke(credentials),
    callerOf: (credentials) => {
      const identity = keys.find(credentials.accessKeyId);
      if (!identity)
        throw new ServiceError(
          'ExpiredTokenException',
          'The security token included in the request is expired',
        );
      return identity.caller;
    },
    authorize: (caller, action, resource, context = {}) =>
      roles.authorize(caller, action, resource, { ...contextOf(caller), ...inLowerCase(context) }),
    authorizeAssuming: (caller, role, actions, context) =>
      roles.authorizeAssuming(caller, role, actions, { ...contextOf(caller), ...inLowerCase(context) }),
    trustsToken: ({ trust }, provider, context) =>
      trustsToken(trust, provider, { ...ofAnyCall(), ...inLowerCase(context) }),
    invoke: async (name, operation, input, caller, signal) => {
      const call = { service: name, operation, caller, requestId: randomUUID() };
      return serviceOf(name).call(input, { ...call, signal: signal ?? new AbortController().signal });
    },
    callees: () => [...services.values()].map(({ definition }) => calleeOf(definition)),
    ownerOf: (type) => {
      const owner = [...services.values()].find(({ definition }) =>
        Object.hasOwn(definition.resources ?? {}, type),
      );
      if (owner) return owner;
      throw new NotSupported(`the resource type ${type}`);
    },
    resourceTypes: () =>
      Object.assign({}, ...[...services.values()].map(({ definition }) => definition.resources)),
    deliver: async (delivery) => {
      const { target } = services.get(serviceOfArn(delivery.target))?.definition ?? {};
      if (!target) throw new NotSupported(`delivery to ${delivery.target}`);
      await target(kernel, delivery);
    },
    deliversTo: (target) => services.get(serviceOfArn(target))?.definition.target !== undefined,
    childEnv: (credentials) => ({
      ...inherited(),
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
      // Empty files, not /dev/null: Java's SDK tells a path that is no file with a stack trace in the job's log.
      AWS_CONFIG_FILE: emptyFile,
      AWS_SHARED_CREDENTIALS_FILE: emptyFile,
      NO_PROXY,
      no_proxy: NO_PROXY,
    }),
  };
  return kernel;
}

const inLowerCase = <T>(context: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));

/** `aws:PrincipalTag/<key>`, without regard to case. */
const principalTags = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, value]),
  );

const serviceOfArn = (arn: string): string => arn.split(':')[2] ?? '';

const ensured = (directory: string): string => {
  mkdirSync(directory, { recursive: true });
  return directory;
};

/** What a child needs of this machine; nothing of the user's AWS set-up. Proxies serve downloads from outside. */
const INHERITED = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'JAVA_HOME',
  'NODE_EXTRA_CA_CERTS',
];

const inherited = (): Record<string, string> =>
  Object.fromEntries(
    INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
