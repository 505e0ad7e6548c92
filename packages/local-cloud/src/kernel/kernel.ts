import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../assembly/assembly.ts';
import type { Caller, Credentials, Shape } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';
import { KeyStore } from '../identity/key-store.ts';
import { Roles } from '../identity/roles.ts';
import { providersOf } from '../services/bucket-deployment.ts';
import type { Children } from './children.ts';
import type { Clock } from './clock.ts';
import type { Peers } from './offers.ts';
import type { Service } from './service.ts';

export interface KernelOptions {
  readonly assembly: Assembly;
  /** Everything that the local cloud keeps of this stage. */
  readonly stateDir: string;
  /** What stages share: Python environments, Spark's jars. */
  readonly sharedDir: string;
  readonly children: Children;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly random?: () => number;
}

/** What every service factory is handed: `createGlue(kernel): Service`. */
export interface Kernel {
  readonly accountId: string;
  readonly region: string;
  readonly assembly: Assembly;
  /** `http://127.0.0.1:PORT`; known once the server listens (services read it lazily). */
  endpoint(): string;
  /** A folder of this service's own under `.local/<stage>/state/<name>`, created on first use. */
  dataDir(service: string): string;
  /** A folder that all stages share, e.g. for Python environments: `.local/<name>`, created on first use. */
  sharedDir(name: string): string;
  /** Every child process is started through this: it ends with the local cloud, also after kill -9. */
  readonly children: Children;
  readonly clock: Clock;
  readonly random: () => number;
  /** Line log of the local cloud itself (never a job's output). */
  log(line: string): void;
  /** A key, secret and token of their own for one session of a role (one Lambda environment, one job run). */
  assumeRole(roleArn: string, sessionName: string, service: string): Credentials;
  revoke(credentials: Credentials): void;
  callerOf(credentials: Credentials): Caller;
  /** Throws AccessDenied as AWS would unless the caller's policies allow it. Context: condition keys. */
  authorize(caller: Caller, action: string, resource: string, context?: Record<string, string>): void;
  /** Another service's operation in process, by the same authorization as by HTTP. */
  invoke(
    service: string,
    operation: string,
    input: Shape,
    caller: Caller,
    signal?: AbortSignal,
  ): Promise<Shape>;
  /** Whether `invoke` would find the operation; services ask once all are there. */
  serves?(service: string, operation: string): boolean;
  /** Environment of a child process: endpoint, region, the role's credentials, no proxies, no user files of AWS. */
  childEnv(credentials: Credentials): Record<string, string>;
  /** Seams that one service offers another in process, filled by the factories (`peers.s3 = …`). */
  readonly peers: Peers;
}

/** Kernel and what only the server and the commands need of it. */
export interface RunningKernel extends Kernel {
  readonly services: Map<string, Service>;
  readonly keys: KeyStore;
  readonly roles: Roles;
  setEndpoint(endpoint: string): void;
}

/** Loopback never goes through a proxy, whatever the user's environment says. */
export const NO_PROXY = '127.0.0.1,localhost,::1';

export function createKernel(options: KernelOptions): RunningKernel {
  const { assembly, stateDir, sharedDir, children, clock, log } = options;
  const { accountId, region } = assembly;
  const keys = new KeyStore(join(stateDir, 'keys.json'), accountId);
  const providers = providersOf(assembly);
  const roles = new Roles(assembly, (role) => providers.roles.has(role.arn ?? ''));
  const services = new Map<string, Service>();
  let endpoint = '';
  const emptyFile = join(ensured(stateDir), 'empty-aws-file');
  writeFileSync(emptyFile, '');

  const contextOf = (caller: Caller): Record<string, string> => ({
    'aws:principalarn': caller.roleArn ?? caller.arn,
    'aws:principalaccount': caller.accountId,
    'aws:principaltype': caller.kind === 'user' ? 'User' : 'AssumedRole',
    ...(caller.kind === 'user' ? { 'aws:username': caller.name } : {}),
    'aws:currenttime': clock.now().toISOString(),
    'aws:epochtime': String(Math.floor(clock.now().getTime() / 1000)),
    'aws:sourceip': '127.0.0.1',
    'aws:principalisawsservice': 'false',
    'aws:viaawsservice': 'false',
    'aws:userid': caller.kind === 'user' ? caller.name : `${caller.name}:${caller.sessionName ?? ''}`,
    'aws:sourceaccount': accountId,
    'aws:resourceaccount': accountId,
    'aws:requestedregion': region,
    'aws:securetransport': 'true', // loopback stands for TLS
  });

  return {
    accountId,
    region,
    assembly,
    clock,
    log,
    random: options.random ?? Math.random,
    services,
    keys,
    roles,
    children,
    peers: {},
    setEndpoint: (url) => {
      endpoint = url;
    },
    endpoint: () => endpoint,
    dataDir: (service) => ensured(join(stateDir, service)),
    sharedDir: (name) => ensured(join(sharedDir, name)),
    assumeRole: (roleArn, sessionName, service) => {
      roles.checkTrust(roleArn, service, {
        'aws:sourceaccount': accountId,
        'aws:sourcearn': `arn:aws:${service.split('.')[0]}:${region}:${accountId}:*`,
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
    authorize: (caller, action, resource, context = {}) => {
      const lower = Object.fromEntries(
        Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]),
      );
      roles.authorize(caller, action, resource, { ...contextOf(caller), ...lower });
    },
    invoke: async (name, operation, input, caller, signal) => {
      const run = services.get(name)?.operations[operation];
      if (!run)
        throw new ServiceError(
          'UnknownOperationException',
          `${name}:${operation} is not supported by the local cloud`,
        );
      return run(input, {
        service: name,
        operation,
        caller,
        requestId: randomUUID(),
        signal: signal ?? new AbortController().signal,
      });
    },
    serves: (name, operation) => services.get(name)?.operations[operation] !== undefined,
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
}

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
