import type { Kernel } from '../../kernel/kernel.ts';
import type { Operation, Service } from '../../kernel/service.ts';
import { Executions } from './executions/executions.ts';
import { Machines } from './machines/machines.ts';
import { checkLogDestination } from './operations/log-destination.ts';
import { refusedOperations } from './operations/refused.ts';
import { OPERATIONS } from './operations/table.ts';
import type { Serves } from './tasks/served.ts';

const executionsOf = new WeakMap<Kernel, Executions>();

/** Step Functions. Throws InvalidDefinition where the assembly holds a machine that it could not run as AWS would. */
export function createStates(kernel: Kernel): Service {
  const directory = kernel.dataDir('states');
  const machines = new Machines(kernel.assembly, directory, () => kernel.clock.now());
  const executions = new Executions(kernel, machines, directory);
  executionsOf.set(kernel, executions);
  const serves: Serves = (service, operation) => kernel.serves?.(service, operation) ?? true;
  const world = { kernel, machines, executions, serves };
  const done = Object.entries(OPERATIONS).map(([name, operation]): [string, Operation] => [
    name,
    operation(world),
  ]);
  return {
    signingName: 'states',
    protocol: { kind: 'json', version: '1.0', targetPrefix: 'AWSStepFunctions' },
    operations: { ...Object.fromEntries(done), ...refusedOperations },
    start: async () => {
      machines.checkServed(serves);
      for (const { deployed, revision } of machines.all())
        if (deployed) checkLogDestination(kernel, revision);
      executions.recover();
    },
    stop: () => executions.shutdown(),
  };
}

/** Ends the Wait states that an execution is in, so that a wait of days need not be sat out; gives their number. */
export function wakeExecution(kernel: Kernel, executionArn: string): number {
  return executionsOf.get(kernel)?.wake(executionArn) ?? 0;
}
