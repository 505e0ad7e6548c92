import type { LoggingConfiguration } from '../executions/event-log.ts';

const LEVELS = ['ALL', 'ERROR', 'FATAL', 'OFF'] as const;

/** What a machine logs, from what a template or a client says of it. */
export const loggingOf = (
  level: unknown,
  includeExecutionData: unknown,
  logGroupArn: unknown,
): LoggingConfiguration => ({
  level: LEVELS.find((one) => one === level) ?? 'OFF',
  includeExecutionData: includeExecutionData === true,
  logGroup: /:log-group:([^:]+)/.exec(String(logGroupArn))?.[1],
});
