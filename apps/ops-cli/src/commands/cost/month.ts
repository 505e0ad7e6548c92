import { type Dataset, datasets } from '@tlc-elt/contracts';
import { type CostItem, item, round } from './estimate.ts';
import { prices } from './prices.ts';

/** What a stage has whether it runs or not; a test counts its templates' resources. */
export const stage = { alarms: 7, alarmsOfDataset: 3, dashboards: 1, secrets: 1 } as const;

/** What a month of a dataset takes besides its run. */
export interface Month {
  readonly dataset: Dataset;
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
const metricsOf = ({ dataset }: Month): number => 11 + datasets[dataset].rules.length;
/** Log lines of a run, with what Glue and Redshift write themselves. */
const LOG_BYTES = 2e6;
/** PutObject and ListObjects of a run; reads are a tenth of their price. */
const WRITES_OF_A_RUN = 40;

const sumOf = (months: readonly Month[], of: (month: Month) => number): number =>
  months.reduce((sum, month) => sum + of(month), 0);
const many = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** The cost of waiting, watching and keeping a month of each of some datasets, by the list prices. */
export function estimateMonth(months: readonly Month[]): CostItem[] {
  const stored = sumOf(months, (month) => month.stored) / GB;
  const table = sumOf(months, (month) => month.table) / GB;
  const writes = months.length * WRITES_OF_A_RUN;
  const metrics = sumOf(months, metricsOf);
  const logs = (months.length * LOG_BYTES) / GB;
  const alarms = stage.alarms + months.length * stage.alarmsOfDataset;
  return [
    ...waiting(sumOf(months, ({ waits }) => waits)),
    item('Storage on S3', stored, prices.s3GbMonth, `${round(stored)} GB`),
    item('Storage in Redshift', table, prices.redshiftGbMonth, `${round(table)} GB`),
    item('S3 requests', writes, prices.s3Write, `${writes} writes`),
    item('Metrics', metrics, prices.metricHour, `${metrics} metrics for an hour`),
    item('Logs', logs, prices.logGb, `${round(logs)} GB`),
    item('Schedule', 1, prices.schedulerInvocation, '1 invocation'),
    item('Notifications', months.length, prices.mail, many(months.length, 'mail')),
    item('Alarms', alarms, prices.alarmMonth, `${alarms} alarms`),
    item("The admin's secret", stage.secrets, prices.secretMonth, `${stage.secrets} secret`),
  ];
}

function waiting(waits: number): CostItem[] {
  if (waits === 0) return [];
  const looks = waits === 1 ? '1 look' : `${waits} looks`;
  const [transitions, metrics] = [waits * TRANSITIONS_OF_A_WAIT, waits * METRICS_OF_A_WAIT];
  return [
    item('Waiting, workflow', transitions, prices.stateTransition, `${transitions} transitions (${looks})`),
    item('Waiting, metrics', metrics, prices.metricHour, `${metrics} metrics for an hour (${looks})`),
  ];
}
