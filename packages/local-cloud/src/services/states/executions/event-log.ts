import { createHash } from 'node:crypto';
import type { LogsOffer } from '../../../kernel/offers.ts';
import { detailsOf, type ExecutionHeader, type StoredEvent } from './stored-event.ts';

export interface LoggingConfiguration {
  readonly level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
  readonly includeExecutionData: boolean;
  readonly logGroup?: string;
}

/** Developer guide, "Log levels": which events ERROR and FATAL let through. */
const FATAL = /^Execution(Aborted|Failed|TimedOut)$/;
const ERROR = /(Aborted|Failed|TimedOut)$|^FailStateEntered$/;

/** Sends an execution's events to the log group that the state machine names, as CloudWatch Logs has them from AWS. */
export function logEvent(
  logs: LogsOffer | undefined,
  configuration: LoggingConfiguration,
  header: ExecutionHeader,
  event: StoredEvent,
  redriveCount: number,
): void {
  const { level, logGroup } = configuration;
  if (!logs || !logGroup || level === 'OFF') return;
  if (level === 'FATAL' && !FATAL.test(event.type)) return;
  if (level === 'ERROR' && !ERROR.test(event.type)) return;
  const message = JSON.stringify({
    id: String(event.id),
    type: event.type,
    details: configuration.includeExecutionData ? detailsOf(event) : withoutData(detailsOf(event)),
    redrive_count: String(redriveCount),
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(event.timestamp),
    execution_arn: header.executionArn,
  });
  logs.append(logGroup, streamOf(header), [{ timestamp: event.timestamp, message }]);
}

/** Members of event details that hold the workflow's data. */
const DATA = new Set(['input', 'output', 'parameters', 'inputDetails', 'outputDetails']);

export function withoutData(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.has(name)));
}

/** `states/<machine>/<minute>/<hash>`: AWS's form; ours has one stream per execution. */
function streamOf({ executionArn, stateMachineArn, startDate }: ExecutionHeader): string {
  const minute = new Date(startDate).toISOString().slice(0, 16).replaceAll(/[T:]/g, '-');
  const hash = createHash('sha256').update(executionArn).digest('hex').slice(0, 8);
  return `states/${stateMachineArn.split(':').at(-1)}/${minute}/${hash}`;
}
