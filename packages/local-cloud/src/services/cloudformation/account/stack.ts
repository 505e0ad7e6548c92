import type { Resource } from '../../../assembly/assembly.ts';
import type { Output } from '../../../assembly/resolved.ts';

/** A parameter of a stack, as it was given. */
export interface Parameter {
  readonly key: string;
  readonly value: string;
  /** Of a parameter that names an SSM parameter: that one's value. */
  readonly resolved?: string;
  /** Its value is told to nobody. */
  readonly noEcho?: true;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a client says of a stack: what is to be in it. */
export interface Definition {
  readonly template: string;
  readonly description?: string;
  readonly parameters: readonly Parameter[];
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
}

/** A resource of a stack, as it was written last. */
export interface StackResource extends Resource {
  /** The name that CloudFormation made for it; used where the template gives none. */
  readonly ownName: string;
  /** A function that does the work of custom resources on AWS: here the local cloud does, and no service has the function. */
  readonly provider?: true;
  readonly status: string;
  readonly reason?: string;
  /** Epoch milliseconds. */
  readonly changedAt: number;
}

/** What a stack is, apart from the operations on it. */
export interface Contents extends Definition {
  readonly outputs: readonly Output[];
  /** Names of the exports that it imports. */
  readonly imports: readonly string[];
  /** In the order of their creation. */
  readonly resources: readonly StackResource[];
}

/** A change set: what a stack is to become, worked out and not yet done. */
export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string;
  readonly createdAt: number;
  readonly status: 'CREATE_COMPLETE' | 'FAILED';
  readonly executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'OBSOLETE' | 'EXECUTE_COMPLETE';
  readonly reason?: string;
  readonly definition: Definition;
  readonly roleArn?: string;
  readonly importExisting: boolean;
  readonly onStackFailure?: string;
  /** As DescribeChangeSet tells them. */
  readonly changes: readonly Readonly<Record<string, unknown>>[];
}

/** How an operation ends where it fails. */
export interface OnFailure {
  readonly ending: 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';
  /** Resources that the operation created are deleted by its rollback, whatever their policies say. */
  readonly retainExceptOnCreate: boolean;
}

/** A stack of an account that deployments fill. */
export interface Stack extends Contents {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly deletedAt?: number;
  /** The role that every operation is done as, once one was given. */
  readonly roleArn?: string;
  readonly terminationProtection: boolean;
  readonly onFailure: OnFailure;
  /** Of the operation that goes on, or failed: the token by which its client knows it. */
  readonly token?: string;
  /** Of that operation: what to go back to; absent where the stack was not there before. */
  readonly before?: Contents;
  /** What that operation replaced, or has still to delete: in the order of creation. */
  readonly leftovers: readonly StackResource[];
  readonly changeSets: readonly ChangeSet[];
}

export const isInProgress = ({ status }: Pick<Stack, 'status'>): boolean =>
  status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';

/** Whether the resource's last write has ended well. */
export const isWhole = ({ status }: StackResource): boolean =>
  /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status);

/** The resource as a handler is told of it: where its last write did not end well, nobody knows what it is. */
export const asKnown = (resource: StackResource): StackResource =>
  isWhole(resource) ? resource : { ...resource, properties: {} };

/** What tells two resources of one type apart. Ref of a queue is its address, which moves with the port. */
export const nameOf = ({ type, arn, physicalId }: Resource): string => `${type} ${arn ?? physicalId}`;
