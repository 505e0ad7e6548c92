import type { LoggingConfiguration as Asked } from '@aws-sdk/client-sfn';
import type { Input } from '../../../kernel/service.ts';
import type { LoggingConfiguration } from '../executions/event-log.ts';

/** The one log group that a machine's events go to. */
export function loggingOf(asked: Input<Asked> | null | undefined): LoggingConfiguration {
  const { level = 'OFF', includeExecutionData = false, destinations = [] } = asked ?? {};
  const arn = destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn ?? '';
  if (!asked) return { level, includeExecutionData };
  return { level, includeExecutionData, logGroup: /:log-group:([^:]+)/.exec(arn)?.[1] };
}
