import type { Workflow } from './workflow.ts';

/** A repository as GitHub knows it: its names and numbers, and what its settings hold. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
  readonly ownerId: string;
  readonly id: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Environments with variables of their own, and whether somebody has to approve of a job in them. */
  readonly environments?: Readonly<
    Record<string, { readonly vars?: Readonly<Record<string, string>>; readonly reviewed?: boolean }>
  >;
}

/** What happened. */
export type Event =
  | { readonly name: 'push'; readonly branch: string }
  | { readonly name: 'schedule' }
  | { readonly name: 'pull_request'; readonly fork: boolean }
  | {
      readonly name: 'workflow_dispatch';
      readonly branch?: string;
      readonly inputs: Readonly<Record<string, unknown>>;
    };

/** `refs/…` that a run of the event is at. */
export const refOf = (event: Event): string =>
  event.name === 'pull_request'
    ? 'refs/pull/1/merge'
    : `refs/heads/${('branch' in event && event.branch) || 'main'}`;

/** Whether the event starts the workflow. */
export function starts({ on }: Workflow, event: Event): boolean {
  if (!Object.hasOwn(on, event.name)) return false;
  const branches = on[event.name]?.branches;
  return branches === undefined || event.name !== 'push' || branches.includes(event.branch);
}

/** Inputs of a workflow that somebody starts or another one calls; throws on one that it does not take. */
export function inputsOf(
  { on }: Workflow,
  trigger: 'workflow_dispatch' | 'workflow_call',
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const declared = on[trigger]?.inputs ?? {};
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(declared, name));
  if (unknown !== undefined) throw new Error(`the workflow takes no input ${unknown}`);
  const entries = Object.entries(declared).map(([name, input]): [string, unknown] => {
    const value = given[name] ?? input.default;
    if (value === undefined && input.required) throw new Error(`the workflow needs the input ${name}`);
    if (input.options && !input.options.includes(value))
      throw new Error(`the input ${name} is one of ${input.options.join(', ')}, not ${value}`);
    return [name, value ?? (input.type === 'boolean' ? false : '')];
  });
  return Object.fromEntries(entries);
}

/** The context `github`. */
export const githubOf = (repository: Repository, event: Event, workspace: string): object => ({
  event_name: event.name,
  ref: refOf(event),
  repository: `${repository.owner}/${repository.name}`,
  workspace,
  event: { pull_request: { base: { sha: '0'.repeat(40) } } },
});
