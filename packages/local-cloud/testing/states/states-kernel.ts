import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import type { Resource } from '../../src/assembly/assembly.ts';
import { checkProperties } from '../../src/assembly/properties.ts';
import type { Caller, Shape } from '../../src/aws/call.ts';
import { ServiceError } from '../../src/aws/errors.ts';
import type { JsonObject } from '../../src/aws/json.ts';
import { Roles } from '../../src/identity/roles.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Offers } from '../../src/kernel/offers.ts';
import { RunningService } from '../../src/kernel/running-service.ts';
import { states } from '../../src/services/states/index.ts';
import { CALLEES } from './callees.ts';

export const ACCOUNT = '111111111111';
export const REGION = 'us-east-1';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/machine-role`;
const USER: Caller = {
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/test`,
  kind: 'user',
  name: 'test',
};

export function machineArn(name: string): string {
  return `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
}

export interface StatesSetup {
  readonly directory: string;
  /** Definitions by the machine's name; or whole properties. */
  readonly machines: Readonly<Record<string, JsonObject>>;
  /** Other services' operations, `glue:StartJobRun` and so on. */
  readonly operations?: Readonly<Record<string, (input: Shape, caller: Caller) => Promise<Shape> | Shape>>;
  readonly offers?: Partial<Offers>;
  readonly clock?: Clock;
  /** Actions, as `glue:BatchStopJobRun`, that callers may not do. */
  readonly denied?: ReadonlySet<string>;
}

/** The service over a kernel whose other services are scripts. */
export class StatesBench {
  readonly kernel: Kernel;
  readonly service: RunningService;
  /** What was authorized: `caller name action resource`. */
  readonly authorized: string[] = [];

  /** Throws what the machines are refused for. */
  constructor(setup: StatesSetup) {
    this.kernel = kernelOf(setup, this.authorized, () => this.service);
    this.service = new RunningService(states, this.kernel);
    for (const resource of resourcesOf(setup.machines)) {
      checkProperties(resource, states.resources ?? {});
      void this.service.create(resource);
    }
  }

  call(operation: string, input: Shape): Promise<Shape> {
    return this.kernel.invoke('states', operation, input, USER);
  }
}

function kernelOf(setup: StatesSetup, authorized: string[], states: () => RunningService): Kernel {
  const clock: Clock = setup.clock ?? {
    now: () => new Date(),
    sleep: (ms, signal) => timeout(ms, undefined, { signal }),
  };
  return {
    accountId: ACCOUNT,
    region: REGION,
    endpoint: () => 'http://127.0.0.1:0',
    dataDir: (service) => made(join(setup.directory, service)),
    sharedDir: (name) => made(join(setup.directory, name)),
    get children(): never {
      throw new Error('Step Functions starts no children');
    },
    clock,
    random: () => 0.5,
    log: () => {},
    assumeRole: (roleArn, sessionName) => ({ accessKeyId: `${roleArn} ${sessionName}`, secretAccessKey: '' }),
    revoke: () => {},
    callerOf: ({ accessKeyId }) => roleCaller(accessKeyId),
    authorize: (caller, action, resource) => {
      authorized.push(`${caller.name} ${action} ${resource}`);
      if (!setup.denied?.has(action)) return;
      const message = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`;
      throw new ServiceError('AccessDeniedException', message, 400);
    },
    invoke: async (service, operation, input, caller, signal) => {
      const call = { service, operation, caller, requestId: 'r' };
      if (service === 'states')
        return states().call(input, { ...call, signal: signal ?? new AbortController().signal });
      const action = `${service}:${operation}`;
      const scripted = setup.operations?.[action];
      if (!scripted) throw new ServiceError('UnknownOperationException', `${action} is not scripted`);
      if (setup.denied?.has(action))
        throw new ServiceError('AccessDeniedException', `${caller.arn} may not ${action}`);
      return scripted(input, caller);
    },
    childEnv: () => ({}),
    callees: () => CALLEES,
    offers: (setup.offers ?? {}) as Offers,
    published: async () => undefined,
    publisher: () => undefined,
    deliver: async () => {},
    deliversTo: () => false,
    holdsAssembly: true,
    resourceTypes: () => ({}),
    ownerOf: () => {
      throw new Error('no stack is deployed here');
    },
    roles: new Roles(),
    authorizeAssuming: () => {
      throw new Error('nobody assumes a role by API here');
    },
    trustsToken: () => false,
    get keys(): never {
      throw new Error('Step Functions has no keys');
    },
  };
}

function made(directory: string): string {
  mkdirSync(directory, { recursive: true });
  return directory;
}

function roleCaller(key: string): Caller {
  const [roleArn = '', sessionName = ''] = key.split(' ');
  const name = roleArn.split('/').at(-1) as string;
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${sessionName}`;
  return { accountId: ACCOUNT, arn, kind: 'assumed-role', name, sessionName, roleArn };
}

function resourcesOf(machines: StatesSetup['machines']): Resource[] {
  return Object.entries(machines).map(([name, given]): Resource => {
    const properties = 'States' in given ? { DefinitionString: JSON.stringify(given), RoleArn: ROLE } : given;
    const arn = machineArn(name);
    return {
      logicalId: name,
      stackName: 'stack',
      type: 'AWS::StepFunctions::StateMachine',
      ...{ physicalId: arn, arn, metadata: {}, deletionPolicy: 'Delete' },
      properties: { StateMachineName: name, ...properties },
    };
  });
}
