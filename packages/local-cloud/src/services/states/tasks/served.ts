import type { Diagnostic } from '../definition/diagnostics.ts';
import { type Loaded, loadDefinition } from '../definition/load.ts';
import type { Definition, StateGraph } from '../definition/types.ts';
import { innerGraph } from '../interpreter/position.ts';
import { sdkOperation } from './aws-sdk.ts';
import { taskRules } from './table.ts';

/** Whether a service of the local cloud has the operation. */
export type Serves = (service: string, operation: string) => boolean;

/** Reads a definition as `loadDefinition` does, and refuses `aws-sdk` tasks whose operation no service has. */
export function loadServed(text: string, serves: Serves): Loaded {
  const loaded = loadDefinition(text, taskRules);
  if (!loaded.definition) return loaded;
  const diagnostics = unservedTasks(loaded.definition, serves);
  return diagnostics.length > 0 ? { diagnostics } : loaded;
}

export function unservedTasks(definition: Definition, serves: Serves): Diagnostic[] {
  return unservedIn(definition, '', serves);
}

function unservedIn(graph: StateGraph, at: string, serves: Serves): Diagnostic[] {
  return Object.entries(graph.States).flatMap(([name, state]): Diagnostic[] => {
    const location = `${at}/States/${name}`;
    if (state.Type === 'Parallel')
      return state.Branches.flatMap((branch, index) =>
        unservedIn(branch, `${location}/Branches[${index}]`, serves),
      );
    if (state.Type === 'Map') {
      const inner = innerGraph(state, 0);
      const field = state.ItemProcessor ? 'ItemProcessor' : 'Iterator';
      return inner ? unservedIn(inner, `${location}/${field}`, serves) : [];
    }
    if (state.Type !== 'Task') return [];
    const called = sdkOperation(state.Resource);
    if (!called || serves(called.service, called.operation)) return [];
    const message = `The resource ${state.Resource} is not supported by the local cloud: it does not serve ${called.operation}`;
    return [
      { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message, location: `${location}/Resource` },
    ];
  });
}
