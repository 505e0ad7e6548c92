import { TASKS_AND_WAITS } from './long-machine.ts';
import { machineArn, StatesBench } from './states-kernel.ts';

/** Runs executions until it is killed, and prints what a client was told: `started ARN`, then `saw ARN EVENTS`. */
const [directory = '', count = '1'] = process.argv.slice(2);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const bench = new StatesBench({
  directory,
  machines: { machine: TASKS_AND_WAITS },
  operations: { 'sns:Publish': () => pause(3).then(() => ({ MessageId: 'm' })) },
});
await bench.service.start?.();
const arns: string[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const name = `run-${index}`;
  const { executionArn } = await bench.call('StartExecution', {
    stateMachineArn: machineArn('machine'),
    name,
  });
  arns.push(String(executionArn));
  process.stdout.write(`started ${executionArn}\n`);
}
for (;;) {
  for (const executionArn of arns) {
    const { events } = await bench.call('GetExecutionHistory', { executionArn, maxResults: 1000 });
    process.stdout.write(`saw ${executionArn} ${(events as unknown[]).length}\n`);
  }
  await pause(1);
}
