import type { Call } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Executions } from './executions/executions.ts';
import type { ExecutionSummary } from './executions/index-file.ts';
import type { Machine } from './machines/machine.ts';
import { Machines } from './machines/machines.ts';
import { Integrations } from './tasks/integrations.ts';

/** What Step Functions keeps: machines with their revisions, executions with their histories. */
export class StepFunctions {
  readonly kernel: Kernel;
  readonly integrations: Integrations;
  readonly machines: Machines;
  readonly executions: Executions;
  /** Redrives by their client's token. */
  readonly redrives = new Map<string, { readonly executionArn: string; readonly redriveDate: number }>();

  constructor(kernel: Kernel) {
    const directory = kernel.dataDir('states');
    this.kernel = kernel;
    this.integrations = new Integrations(() => kernel.callees());
    this.machines = new Machines(directory, this.integrations.rules, () => kernel.clock.now());
    this.executions = new Executions(kernel, this.machines, this.integrations, directory);
  }

  /** Checks the ARN and the caller's right to the operation: in AWS's order. */
  authorize({ caller, operation }: Call, arn = '*'): void {
    if (arn !== '*' && !/^arn:aws[\w-]*:states:/.test(arn))
      fail('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
    this.kernel.authorize(caller, `states:${operation}`, arn);
  }

  /** The machine that an operation is asked for. */
  machine(call: Call, arn: string): Machine {
    const [, qualifier] = /:stateMachine:[^:]+:(.+)$/.exec(arn) ?? [];
    if (qualifier !== undefined)
      throw new NotSupported(`The version or alias '${qualifier}' of a state machine`);
    this.authorize(call, arn);
    return (
      this.machines.get(arn) ?? fail('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
    );
  }

  /** The machine whose tags an operation is asked for. */
  tagged(call: Call, arn: string): Machine {
    this.authorize(call, arn);
    return this.machines.get(arn) ?? fail('ResourceNotFound', `Resource not found: '${arn}'`);
  }

  /** The execution that an operation is asked for. */
  execution(call: Call, arn: string): ExecutionSummary {
    this.authorize(call, arn);
    return (
      this.executions.index.get(arn) ?? fail('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
    );
  }
}

/** One of the service's own errors, where an expression stands. */
export function fail(code: string, message: string): never {
  throw new ServiceError(code, message);
}
