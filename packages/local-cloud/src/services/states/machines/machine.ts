import type { LoggingConfiguration } from '../executions/event-log.ts';

/** A state machine as one deployment of its template made it. Executions keep the revision that they started with. */
export interface Revision {
  readonly id: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly roleArn: string;
  /** The definition's text, with its substitutions made. */
  readonly text: string;
  readonly logging: LoggingConfiguration;
  readonly tracing: boolean;
  readonly updateDate: number;
}

/** What a client or a template says of a machine. */
export type Described = Omit<Revision, 'id' | 'updateDate'>;

export interface Machine {
  readonly revision: Revision;
  readonly creationDate: number;
  readonly tags: readonly Tag[];
  /** Of a stack; a client made any other. */
  readonly deployed: boolean;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}
