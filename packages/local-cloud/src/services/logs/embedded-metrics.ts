import type { MonitoringOffer } from '../../kernel/offers.ts';

/** "Specification: Embedded metric format", Amazon CloudWatch user guide. */
interface Embedded {
  readonly _aws?: {
    readonly Timestamp?: number;
    readonly CloudWatchMetrics?: readonly {
      readonly Namespace: string;
      readonly Dimensions?: readonly (readonly string[])[];
      readonly Metrics?: readonly { readonly Name: string; readonly Unit?: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/** What Lambda's Node.js runtime puts before what `console` writes: time, request id and level. */
const PREFIX = /^\S+Z\t\S+\t[A-Z]+\t(?=\{)/;

function parsed(message: string): Embedded | undefined {
  if (!message.includes('"CloudWatchMetrics"')) return undefined;
  try {
    return JSON.parse(message.replace(PREFIX, '')) as Embedded;
  } catch {
    return undefined; // a log line that is no metric
  }
}

/** Puts the metrics of a log line, if it carries any. */
export function putEmbedded(metrics: MonitoringOffer, message: string, receivedAt: number): void {
  const line = parsed(message);
  for (const { Namespace, Dimensions = [[]], Metrics = [] } of line?._aws?.CloudWatchMetrics ?? []) {
    const data = Dimensions.flatMap((names) =>
      Metrics.flatMap(({ Name, Unit }) => {
        const values = [line?.[Name]].flat().filter((value) => typeof value === 'number');
        return values.map((value) => ({
          name: Name,
          value,
          unit: Unit ?? 'None',
          dimensions: Object.fromEntries(names.map((name) => [name, String(line?.[name])])),
          timestamp: line?._aws?.Timestamp ?? receivedAt,
        }));
      }),
    );
    if (data.length > 0) metrics.put(Namespace, data);
  }
}
