import type { Resource } from '../../assembly/assembly.ts';
import type { Next } from '../../kernel/schedules/expression.ts';

/** A schedule, and when it is due. */
export interface Schedule {
  readonly name: string;
  readonly arn: string;
  readonly properties: Resource['properties'];
  readonly enabled: boolean;
  readonly next: Next;
}
