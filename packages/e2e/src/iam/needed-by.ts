import type { Grant } from './grants.ts';
import type { ScenarioName } from './scenarios.ts';

const XRAY = 'https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html';
const GLUE_ROLE = 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSGlueServiceRole.html';
const GLUE_METRICS = 'https://docs.aws.amazon.com/glue/latest/dg/monitor-observability.html';

/**
 * Actions that no scenario can need, each with its reason and AWS's page; none writes data, deletes, or passes a role.
 * One of a bucket has its kind behind it.
 */
export const EXEMPT: Readonly<Record<string, { readonly because: string; readonly source: string }>> = {
  'xray:PutTraceSegments': { because: 'the local cloud has no X-Ray', source: XRAY },
  'xray:PutTelemetryRecords': { because: 'the local cloud has no X-Ray', source: XRAY },
  'xray:GetSamplingRules': { because: 'the local cloud has no X-Ray', source: XRAY },
  'xray:GetSamplingTargets': { because: 'the local cloud has no X-Ray', source: XRAY },
  'cloudwatch:PutMetricData': {
    because: "Glue's own driver writes it, and no driver of Glue runs here",
    source: GLUE_METRICS,
  },
  's3:ListBucket scripts': {
    because:
      "Glue may ask for it where a script is fetched, as AWS's own role has it; the local cloud does not",
    source: GLUE_ROLE,
  },
};

/** Whether no scenario has to need a grant. */
export const isExempt = ({ action, on }: Grant): boolean =>
  Object.hasOwn(EXEMPT, action) || Object.hasOwn(EXEMPT, `${action} ${on}`);

const alone: Readonly<Record<string, ScenarioName>> = {
  ingest: 'ingestAlone',
  transform: 'transformAlone',
  load: 'migrateAlone',
};

/** The scenario that cannot do without a grant; whoever adds one finds here where it is proved. */
export function neededBy({ role, action }: Grant): ScenarioName {
  const byJob = alone[role];
  if (byJob && action.startsWith('logs:')) return byJob;
  switch (`${role} ${action}`) {
    case 'load redshift-data:ExecuteStatement':
      return 'migrateAlone';
    case 'pipeline glue:BatchStopJobRun':
      return 'stopped';
    case 'pipeline sns:Publish':
      return 'failing';
    case 'trigger sqs:SendMessage':
      return 'triggerFails';
    case 'notifier sqs:SendMessage':
      return 'chatFails';
    case 'scheduler sqs:SendMessage':
      return 'undeliverable';
  }
  if (role === 'write-passport') return 'passport';
  if (role === 'notifier') return 'chat';
  if (role === 'lineage-sender') return 'lineage';
  return role === 'trigger' || role === 'scheduler' ? 'schedule' : 'load';
}
