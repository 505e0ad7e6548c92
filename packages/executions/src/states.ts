import type { StateStatus, Story, Visit } from './history.ts';

/** A state of the workflow over all its visits: CheckSource and WaitForPublication may come many times. */
export interface StateSummary {
  readonly name: string;
  readonly type: string;
  /** Of the newest visit. */
  readonly status: StateStatus;
  /** Over all visits. */
  readonly seconds: number;
  readonly visits: number;
}

/** States in the order in which they were first entered. */
export function statesOf(story: Story, now: Date): StateSummary[] {
  const byName = new Map<string, Visit[]>();
  for (const visit of story.visits) byName.set(visit.name, [...(byName.get(visit.name) ?? []), visit]);
  return [...byName].map(([name, visits]) => ({
    name,
    type: visits[0]?.type ?? '',
    status: visits.at(-1)?.status ?? 'RUNNING',
    seconds: round(visits.reduce((sum, visit) => sum + secondsOf(visit, now), 0)),
    visits: visits.length,
  }));
}

export const secondsOf = (visit: Visit, now: Date): number =>
  Math.max(0, ((visit.exitedAt ?? now).getTime() - visit.enteredAt.getTime()) / 1000);

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** The state that the execution is in, or was in last. */
export const currentState = (story: Story): Visit | undefined =>
  story.visits.findLast((visit) => visit.exitedAt === undefined) ?? story.visits.at(-1);

/** The state because of which the execution failed: the one whose error the execution ended with. */
export function failingState(story: Story): Visit | undefined {
  const { end } = story;
  if (end === undefined || end.status === 'SUCCEEDED') return undefined;
  return (
    story.visits.findLast(({ failure }) => failure !== undefined && failure.error === end.failure?.error) ??
    story.visits.find(({ failure }) => failure !== undefined) ??
    story.visits.findLast(({ status }) => status === end.status)
  );
}

/** States that take time or say how the run ended; Choice and Pass only connect them. */
export const isShown = (state: { readonly type: string }): boolean =>
  state.type !== 'Choice' && state.type !== 'Pass';
