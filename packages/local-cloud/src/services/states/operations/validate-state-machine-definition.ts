import { NotSupported } from '../../../aws/errors.ts';
import { loadServed } from '../tasks/served.ts';
import { definitionText, oneOf, pageLength, type StatesOperation } from './states-world.ts';

export const validateStateMachineDefinition: StatesOperation = (world) => (input, call) => {
  world.kernel.authorize(call.caller, 'states:ValidateStateMachineDefinition', '*');
  const text = definitionText(input);
  if (oneOf(input, 'type', ['STANDARD', 'EXPRESS']) === 'EXPRESS')
    throw new NotSupported('The state machine type EXPRESS');
  oneOf(input, 'severity', ['ERROR', 'WARNING']);
  const { diagnostics } = loadServed(text, world.serves);
  const most = pageLength(input);
  return {
    result: diagnostics.length === 0 ? 'OK' : 'FAIL',
    diagnostics: diagnostics.slice(0, most).map((diagnostic) => ({ ...diagnostic })),
    truncated: diagnostics.length > most,
  };
};
