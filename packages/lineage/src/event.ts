import type { Facet } from './facet.ts';

// The parts of an event that are used here, by OpenLineage 2-0-2.

export type EventType = 'START' | 'RUNNING' | 'COMPLETE' | 'ABORT' | 'FAIL';
export type Facets = Readonly<Record<string, Facet>>;

export interface Dataset {
  readonly namespace: string;
  readonly name: string;
  readonly facets: Facets;
}
export interface InputDataset extends Dataset {
  readonly inputFacets?: Facets;
}
export interface OutputDataset extends Dataset {
  readonly outputFacets?: Facets;
}

export interface Job {
  readonly namespace: string;
  readonly name: string;
}

/** A run began, goes on, or ended. */
export interface RunEvent {
  readonly eventType: EventType;
  /** RFC 3339, UTC. */
  readonly eventTime: string;
  readonly producer: string;
  readonly schemaURL: string;
  readonly run: { readonly runId: string; readonly facets: Facets };
  readonly job: Job & { readonly facets: Facets };
  readonly inputs: readonly InputDataset[];
  readonly outputs: readonly OutputDataset[];
}
