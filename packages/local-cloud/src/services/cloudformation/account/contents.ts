import type { Contents, Stack } from './stack.ts';

/** A stack with nothing in it yet. */
export const emptyStack = (id: string, name: string, status: string, createdAt: number): Stack => ({
  id,
  name,
  status,
  createdAt,
  template: '',
  parameters: [],
  tags: [],
  capabilities: [],
  notificationArns: [],
  outputs: [],
  imports: [],
  resources: [],
  leftovers: [],
  changeSets: [],
  terminationProtection: false,
  onFailure: { ending: 'ROLLBACK', retainExceptOnCreate: false },
});

/** What a stack is, to go back to. */
export const contentsOf = (stack: Stack): Contents => ({
  template: stack.template,
  description: stack.description,
  parameters: stack.parameters,
  tags: stack.tags,
  capabilities: stack.capabilities,
  notificationArns: stack.notificationArns,
  outputs: stack.outputs,
  imports: stack.imports,
  resources: stack.resources.filter(({ status }) => status !== 'CREATE_FAILED'),
});
