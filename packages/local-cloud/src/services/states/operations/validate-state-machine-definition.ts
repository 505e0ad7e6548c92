import { NotSupported } from '../../../service.ts';
import { loadDefinition } from '../definition/load.ts';
import { taskRules } from '../tasks/table.ts';
import { oneOf, pageLength, required, type StatesOperation } from './states-world.ts';

export const validateStateMachineDefinition: StatesOperation = (world) => (input, call) => {
  world.kernel.authorize(call.caller, 'states:ValidateStateMachineDefinition', '*');
  const text = required(input, 'definition');
  if (oneOf(input, 'type', ['STANDARD', 'EXPRESS']) === 'EXPRESS')
    throw new NotSupported('The state machine type EXPRESS');
  oneOf(input, 'severity', ['ERROR', 'WARNING']);
  const { diagnostics } = loadDefinition(text, taskRules);
  const most = pageLength(input);
  return {
    result: diagnostics.length === 0 ? 'OK' : 'FAIL',
    diagnostics: diagnostics.slice(0, most).map((diagnostic) => ({ ...diagnostic })),
    truncated: diagnostics.length > most,
  };
};
