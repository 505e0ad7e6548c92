import * as z from 'zod';
import { PROJECT, type Stage } from './names.ts';

/**
 * What people may be told of: a run failed, a month is held until somebody has looked, one is overdue, a load replaced
 * another publication, any other load. The workflow's messages carry it as the attribute `kind`; an alarm's have none.
 */
export const NotificationKind = z.enum(['failed', 'held', 'overdue', 'republished', 'loaded']);
export type NotificationKind = z.infer<typeof NotificationKind>;

/** What a stage tells of where nobody chose: whatever somebody has to look at. */
export const DEFAULT_NOTIFICATIONS: readonly NotificationKind[] = ['failed', 'held', 'overdue'];

/** SSM parameters of a stage that tells a chat; the others have neither. */
export function chatParameterNames(stage: Stage) {
  const p = `/${PROJECT}/${stage}/notifications`;
  return {
    notifierArn: `${p}/notifier-arn`,
    /** A SecureString that a person puts: no template may hold it. */
    webhookUrl: `${p}/webhook-url`,
  } as const;
}
