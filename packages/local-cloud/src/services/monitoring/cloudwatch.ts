import { join } from 'node:path';
import type { Resource } from '../../assembly/assembly.ts';
import { arnOf } from '../../assembly/resource-type.ts';
import type { Call } from '../../aws/call.ts';
import { Deployed } from '../../kernel/deployed.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { MonitoringOffer } from '../../kernel/offers.ts';
import { type Alarm, alarmOf } from './alarm.ts';
import { MetricStore } from './metric-store.ts';

/** A dashboard of a stack. */
export interface Dashboard {
  readonly name: string;
  readonly arn: string;
  readonly body: string;
  readonly changedAt: Date;
}

/** Metrics that were put or came embedded in log lines; alarms and dashboards of the stacks. */
export class CloudWatch implements MonitoringOffer {
  readonly metrics: MetricStore;
  readonly alarms: Deployed<Alarm>;
  readonly dashboards: Deployed<Dashboard>;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.metrics = new MetricStore(join(kernel.dataDir('monitoring'), 'metrics.jsonl'));
    this.alarms = new Deployed((resource) => alarmOf(resource, this.now()));
    this.dashboards = new Deployed(({ physicalId: name, properties }: Resource) => ({
      name,
      arn: arnOf('cloudwatch', { accountId: kernel.accountId, region: '' }, `dashboard/${name}`),
      body: String(properties.DashboardBody),
      changedAt: this.now(),
    }));
  }

  now(): Date {
    return this.#kernel.clock.now();
  }

  authorize({ caller, operation }: Call, resource = '*', context?: Record<string, string>): void {
    this.#kernel.authorize(caller, `cloudwatch:${operation}`, resource, context);
  }

  put(...[namespace, data]: Parameters<MonitoringOffer['put']>): void {
    this.metrics.put(
      data.map(({ value, unit = 'None', ...datum }) => ({
        namespace,
        unit,
        ...datum,
        sum: value,
        count: 1,
        min: value,
        max: value,
      })),
    );
  }
}
