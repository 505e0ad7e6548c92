export * from './cause.ts';
export * from './failure.ts';
export * from './history.ts';
export * from './job-runs.ts';
export * from './publication.ts';
export * from './states.ts';
