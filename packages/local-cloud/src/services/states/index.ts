import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyOperation, LegacyService } from '../../kernel/legacy.ts';
import { Executions } from './executions/executions.ts';
import { Machines } from './machines/machines.ts';
import { checkLogDestination } from './operations/log-destination.ts';
import { refusedOperations } from './operations/refused.ts';
import { OPERATIONS } from './operations/table.ts';
import type { Serves } from './tasks/served.ts';

/** Step Functions. Throws InvalidDefinition where the assembly holds a machine that it could not run as AWS would. */
export function createStates(kernel: Kernel): LegacyService {
  const directory = kernel.dataDir('states');
  const machines = new Machines(kernel.assembly, directory, () => kernel.clock.now());
  const executions = new Executions(kernel, machines, directory);
  kernel.offers.states = { wake: (executionArn) => executions.wake(executionArn) };
  const serves: Serves = (service, operation) => kernel.serves?.(service, operation) ?? true;
  const world = { kernel, machines, executions, serves };
  const done = Object.entries(OPERATIONS).map(([name, operation]): [string, LegacyOperation] => [
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
