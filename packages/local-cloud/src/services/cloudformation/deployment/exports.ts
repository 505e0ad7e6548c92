import type { Output } from '../../../assembly/resolved.ts';
import type { StackStore } from '../account/store.ts';

const exported = (outputs: readonly Output[]): ReadonlyMap<string, string> =>
  new Map(
    outputs.flatMap(({ exportName, value }) =>
      exportName === undefined ? [] : [[exportName, value] as const],
    ),
  );

/** Names of the stacks that import it. */
export const importers = (store: StackStore, exportName: string): string[] =>
  store.present().flatMap(({ name, imports }) => (imports.includes(exportName) ? [name] : []));

/** Why a stack's outputs cannot become these; undefined where they can. */
export function exportProblem(
  store: StackStore,
  stackId: string,
  outputs: readonly Output[],
): string | undefined {
  const before = exported(store.get(stackId).outputs);
  const after = exported(outputs);
  for (const [name, value] of before) {
    const [user] = importers(store, name).filter((importer) => importer !== store.get(stackId).name);
    if (user === undefined || after.get(name) === value) continue;
    return `Export ${name} cannot be ${after.has(name) ? 'updated' : 'deleted'} as it is in use by ${user}`;
  }
  for (const { id, name: other, outputs: others } of store.present()) {
    const taken = id === stackId ? undefined : others.find(({ exportName }) => after.has(exportName ?? ''));
    if (taken) return `Export with name ${taken.exportName} is already exported by stack ${other}.`;
  }
  return undefined;
}
