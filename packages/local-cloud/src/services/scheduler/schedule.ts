import type { Resource } from '../../assembly/assembly.ts';
import type { Next } from '../../kernel/schedules/expression.ts';

/** A schedule, and when it is due. */
export interface Schedule {
  readonly name: string;
  readonly arn: string;
  /** What its role's trust policy sees as `aws:SourceArn`: "Prevent confused deputies", EventBridge Scheduler user guide. */
  readonly groupArn: string;
  readonly properties: Resource['properties'];
  readonly enabled: boolean;
  readonly next: Next;
}
