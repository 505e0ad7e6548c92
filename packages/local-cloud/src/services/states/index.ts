import type { Kernel, Operation, Service } from '../../service.ts';
import { Executions } from './executions/executions.ts';
import { Machines } from './machines/machines.ts';
import { describeExecution } from './operations/describe-execution.ts';
import { getExecutionHistory } from './operations/get-execution-history.ts';
import { listExecutions } from './operations/list-executions.ts';
import { redriveExecution } from './operations/redrive-execution.ts';
import { refusedOperations } from './operations/refused.ts';
import { startExecution } from './operations/start-execution.ts';
import {
  describeStateMachine,
  describeStateMachineForExecution,
  listStateMachines,
  listTagsForResource,
} from './operations/state-machines.ts';
import type { StatesOperation } from './operations/states-world.ts';
import { stopExecution } from './operations/stop-execution.ts';
import { validateStateMachineDefinition } from './operations/validate-state-machine-definition.ts';

const OPERATIONS: Readonly<Record<string, StatesOperation>> = {
  DescribeExecution: describeExecution,
  DescribeStateMachine: describeStateMachine,
  DescribeStateMachineForExecution: describeStateMachineForExecution,
  GetExecutionHistory: getExecutionHistory,
  ListExecutions: listExecutions,
  ListStateMachines: listStateMachines,
  ListTagsForResource: listTagsForResource,
  RedriveExecution: redriveExecution,
  StartExecution: startExecution,
  StopExecution: stopExecution,
  ValidateStateMachineDefinition: validateStateMachineDefinition,
};

const executionsOf = new WeakMap<Kernel, Executions>();

/** Step Functions. Throws InvalidDefinition where the assembly holds a machine that it could not run as AWS would. */
export function createStates(kernel: Kernel): Service {
  const directory = kernel.dataDir('states');
  const machines = new Machines(kernel.assembly, directory, () => kernel.clock.now());
  const executions = new Executions(kernel, machines, directory);
  executionsOf.set(kernel, executions);
  const world = { kernel, machines, executions };
  const done = Object.entries(OPERATIONS).map(([name, operation]): [string, Operation] => [
    name,
    operation(world),
  ]);
  return {
    signingName: 'states',
    protocol: { kind: 'json', version: '1.0', targetPrefix: 'AWSStepFunctions' },
    operations: { ...Object.fromEntries(done), ...refusedOperations },
    start: async () => executions.recover(),
    stop: () => executions.shutdown(),
  };
}

/** Ends the Wait states that an execution is in, so that a wait of days need not be sat out; gives their number. */
export function wakeExecution(kernel: Kernel, executionArn: string): number {
  return executionsOf.get(kernel)?.wake(executionArn) ?? 0;
}
