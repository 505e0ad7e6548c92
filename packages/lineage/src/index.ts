export type { EventType, RunEvent } from './event.ts';
export { lineageEvents } from './events.ts';
export type { Ending, Load, Places, RunFacts, StateStay } from './facts.ts';
export { type Execution, factsOf, type KnownLoad, type Sources } from './gather.ts';
export { Refused, send } from './send.ts';
