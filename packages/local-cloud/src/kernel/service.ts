import type { ResourceType } from '../assembly/resource-type.ts';
import type { Call, Shape } from '../aws/call.ts';
import type { OwnErrors } from '../aws/errors.ts';
import type { Delivery } from './delivery.ts';
import type { Kernel } from './kernel.ts';
import type { Offers } from './offers.ts';
import type { Callee, Task } from './task.ts';

/**
 * One operation of a service. Its input is what the SDK's client was given (timestamps are `Date`, blobs
 * `Uint8Array`), checked against AWS's own model; its output is what the SDK's client gives.
 */
export interface Operation<State> {
  /** Members of the input by which it works; `Target.Arn` is one below another. */
  readonly takes: readonly string[];
  /** Members that change nothing on one machine: name → why. Every other member that AWS knows is refused by name. */
  readonly inert?: Readonly<Record<string, string>>;
  /** Whether AWS answers it without a signature too. */
  readonly unsigned?: true;
  /** What is left out, and how it is refused; for docs/local-cloud.md. */
  readonly note?: string;
  run(state: State, input: Shape, call: Call): Promise<Shape> | Shape;
}

/** A type of the AWS SDK's as it is after the check: what AWS requires is there. */
export type Input<T> = T extends Date | Uint8Array | string | number | boolean | bigint | undefined
  ? Exclude<T, undefined>
  : T extends readonly (infer Item)[]
    ? readonly Input<Item>[]
    : { readonly [Name in keyof T]: Input<Exclude<T[Name], undefined>> };

/** One service of AWS: what it answers, which resources it owns, how others reach it. The same form for each. */
export interface Service<State = unknown> {
  /** The name in the credential scope: `states`, `glue`, `redshift-data`, … */
  readonly name: string;
  /** AWS's name of it. */
  readonly title: string;
  /** What it keeps; everything else here works on it. */
  state(kernel: Kernel): State;
  readonly operations: Readonly<Record<string, Operation<State>>>;
  /** The CloudFormation types that it owns. */
  readonly resources?: Readonly<Record<string, ResourceType<State>>>;
  /** What other services and the command may ask of it that is no operation of AWS's. */
  offers?(state: State): Offers[keyof Offers];
  /** Hands a message to one of its resources, as EventBridge, SNS and destinations do; rejects with its own error. */
  target?(kernel: Kernel, delivery: Delivery): Promise<unknown>;
  /** How Step Functions' optimized integrations reach it. */
  readonly task?: Task;
  /** Bytes of the largest body of a request that AWS documents for it. */
  readonly largestRequest?: number;
  /** Its own code and status for errors that all services share: ValidationException, NotSupported, AccessDeniedException, InvalidNextToken. */
  readonly ownErrors?: OwnErrors;
  /** What is refused by name, and with which error; for docs/local-cloud.md. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Sentences on where an answer differs from AWS's; for docs/local-cloud.md. */
  readonly differences?: readonly string[];
  /** Called once every service was made, the stacks were deployed and the port is known. */
  start?(state: State): Promise<void> | void;
  /** Ends children, flushes state; called before the process ends. */
  stop?(state: State): Promise<void> | void;
}

/** A byte of a text takes six at most in a JSON text, as `\u0001`; the rest is for the members around it. */
export const inJson = (bytes: number): number => 6 * bytes + 64 * 1024;

/** A service as Step Functions finds it. */
export const calleeOf = ({ name, task, ownErrors, operations }: Service): Callee => ({
  name,
  task,
  ownErrors,
  operations: Object.keys(operations),
  members: (operation) => {
    const { takes = [], inert = {} } = operations[operation] ?? {};
    return [...takes, ...Object.keys(inert)].map((path) => path.replace(/\..*$/, ''));
  },
});
