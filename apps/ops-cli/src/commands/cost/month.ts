import { DEFAULT_DATASET, datasets } from '@tlc-elt/contracts';
import { type CostItem, item, round } from './estimate.ts';
import { prices } from './prices.ts';

/** What a stage has whether it runs or not; a test counts its templates' resources. */
export const stage = { alarms: 10, dashboards: 1, secrets: 1 } as const;

/** What a month takes besides its run. */
export interface Month {
  /** Days that the run waited for its publication: looks that found none. */
  readonly waits: number;
  /** Bytes on S3, of raw and processed. */
  readonly stored: number;
  /** Bytes of the rows in the warehouse. */
  readonly table: number;
}

const GB = 1e9;
/** A look at an unpublished month: CheckSource, its Choice, and the wait. */
export const TRANSITIONS_OF_A_WAIT = 3;
/** Metrics that a look writes, and those of a run with one for each rule: each is billed for the hour. */
const METRICS_OF_A_WAIT = 2;
const METRICS_OF_A_RUN = 11 + datasets[DEFAULT_DATASET].rules.length;
/** Log lines of a run, with what Glue and Redshift write themselves. */
const LOG_BYTES = 2e6;
/** PutObject and ListObjects of a run; reads are a tenth of their price. */
const WRITES_OF_A_RUN = 40;

/** The cost of waiting, watching and keeping for a month, by the list prices. */
export const estimateMonth = ({ waits, stored, table }: Month): CostItem[] => [
  ...waiting(waits),
  item('Storage on S3', stored / GB, prices.s3GbMonth, `${round(stored / GB)} GB`),
  item('Storage in Redshift', table / GB, prices.redshiftGbMonth, `${round(table / GB)} GB`),
  item('S3 requests', WRITES_OF_A_RUN, prices.s3Write, `${WRITES_OF_A_RUN} writes`),
  item('Metrics', METRICS_OF_A_RUN, prices.metricHour, `${METRICS_OF_A_RUN} metrics for an hour`),
  item('Logs', LOG_BYTES / GB, prices.logGb, `${LOG_BYTES / GB} GB`),
  item('Schedule', 1, prices.schedulerInvocation, '1 invocation'),
  item('Notifications', 1, prices.mail, '1 mail'),
  item('Alarms', stage.alarms, prices.alarmMonth, `${stage.alarms} alarms`),
  item("The admin's secret", stage.secrets, prices.secretMonth, `${stage.secrets} secret`),
];

function waiting(waits: number): CostItem[] {
  if (waits === 0) return [];
  const looks = waits === 1 ? '1 look' : `${waits} looks`;
  const [transitions, metrics] = [waits * TRANSITIONS_OF_A_WAIT, waits * METRICS_OF_A_WAIT];
  return [
    item('Waiting, workflow', transitions, prices.stateTransition, `${transitions} transitions (${looks})`),
    item('Waiting, metrics', metrics, prices.metricHour, `${metrics} metrics for an hour (${looks})`),
  ];
}
