import type { Caller, Credentials } from '../../../aws/call.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Integration, TaskIo } from '../interpreter/host.ts';
import type { Json } from '../language/json.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What an integration acts through: one execution, as its state machine's role. */
export interface TaskWorld {
  readonly kernel: Kernel;
  /** The session of the machine's role; throws where the role cannot be assumed. */
  readonly caller: () => Caller;
  /** That session's keys, for services that are reached by requests of their own. */
  readonly credentials: () => Credentials;
  readonly uuid: () => string;
  readonly stateMachineArn: string;
  readonly tokens: TaskTokens;
  /** Resolves once the execution has ended. */
  readonly waitForExecution: (executionArn: string, signal: AbortSignal) => Promise<void>;
}

export interface Problem {
  readonly message: string;
  /** The field's place below the state. */
  readonly at: string;
}

type Named = 'events' | 'resourceType' | 'resource' | 'stopsWork' | 'callback';

/** A service integration, found by a Task state's Resource. */
export interface Recipe extends Pick<Integration, Named> {
  /** What a definition must not say in Parameters; found when it is loaded. */
  check(parameters: Json | undefined): readonly Problem[];
  run(parameters: Json, io: TaskIo, world: TaskWorld): Promise<Json>;
  /** Of a callback: waits for the answer to a token that was handed out before. */
  resume?(io: TaskIo, world: TaskWorld): Promise<Json>;
}

/** A part of a recipe table: gives undefined where the resource is another's. */
export type Cookbook = (resource: string) => Recipe | undefined;
