import type { ValidateStateMachineDefinitionInput } from '@aws-sdk/client-sfn';
import { NotSupported } from '../../../aws/errors.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import { loadDefinition } from '../definition/load.ts';
import type { StepFunctions } from '../step-functions.ts';
import { pageLength } from './pages.ts';

export const validateStateMachineDefinition: Operation<StepFunctions> = {
  takes: ['definition', 'type', 'maxResults'],
  inert: { severity: 'there are no warnings' },
  note: 'type STANDARD only; the messages of JSON syntax errors are those of Node.js',
  run: (states, input: Input<ValidateStateMachineDefinitionInput>, call) => {
    states.authorize(call);
    if (input.type === 'EXPRESS') throw new NotSupported('The state machine type EXPRESS');
    const { diagnostics } = loadDefinition(input.definition, states.integrations.rules);
    const most = pageLength(input.maxResults);
    return {
      result: diagnostics.length === 0 ? 'OK' : 'FAIL',
      diagnostics: diagnostics.slice(0, most),
      truncated: diagnostics.length > most,
    };
  },
};
