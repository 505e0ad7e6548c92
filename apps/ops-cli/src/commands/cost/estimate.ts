import { GLUE_LEAST_SECONDS, prices, REDSHIFT_LEAST_SECONDS } from './prices.ts';

/** What a run used, as the services report it. */
export interface Usage {
  readonly jobs: readonly { readonly state: string; readonly dpu: number; readonly seconds: number }[];
  readonly functions: readonly {
    readonly state: string;
    readonly milliseconds: number;
    readonly memoryMb: number;
  }[];
  readonly transitions: number;
  /** Spans in which the workgroup worked for the run, by the state that asked it; empty for a run that never did. */
  readonly redshift: readonly { readonly state: string; readonly seconds: number }[];
  readonly rpu: number;
}

export interface CostItem {
  readonly item: string;
  readonly usd: number;
  /** The sum as it is written: quantity × price. */
  readonly arithmetic: string;
  readonly source: string;
}

/** The cost of a run by its usage and the list prices. */
export const estimate = (usage: Usage): CostItem[] => [
  ...usage.jobs.map(jobCost),
  ...usage.redshift.map((span) => redshiftCost(span, usage.rpu)),
  ...functionCost(usage.functions),
  item('Step Functions', usage.transitions, prices.stateTransition, `${usage.transitions} state transitions`),
];

function jobCost({ state, dpu, seconds }: Usage['jobs'][number]): CostItem {
  const billed = Math.max(GLUE_LEAST_SECONDS, seconds);
  const least = billed > seconds ? ` (${round(seconds)} s, billed for at least ${billed})` : '';
  return item(
    `Glue ${state}`,
    (dpu * billed) / 3600,
    prices.glueDpuHour,
    `${dpu} DPU × ${round(billed)} s${least} ÷ 3600`,
  );
}

function redshiftCost({ state, seconds }: Usage['redshift'][number], rpu: number): CostItem {
  const billed = Math.max(REDSHIFT_LEAST_SECONDS, seconds);
  const least = billed > seconds ? ` (${round(seconds)} s, billed for at least ${billed})` : '';
  return item(
    `Redshift for ${state}`,
    (rpu * billed) / 3600,
    prices.redshiftRpuHour,
    `${rpu} RPU × ${round(billed)} s${least} ÷ 3600`,
  );
}

function functionCost(functions: Usage['functions']): CostItem[] {
  if (functions.length === 0) return [];
  const gbSeconds = functions.reduce(
    (sum, call) => sum + (call.milliseconds / 1000) * (call.memoryMb / 1024),
    0,
  );
  const calls = functions.length;
  const what = `${calls} ${calls === 1 ? 'call' : 'calls'}`;
  return [
    item('Lambda time', gbSeconds, prices.lambdaGbSecondArm, `${round(gbSeconds)} GB-s (${what})`),
    item('Lambda requests', calls, prices.lambdaRequest, what),
  ];
}

export const item = (
  name: string,
  quantity: number,
  { usd, source }: { readonly usd: number; readonly source: string },
  words: string,
): CostItem => ({
  item: name,
  usd: quantity * usd,
  arithmetic: `${words} × $${usd.toFixed(10).replace(/\.?0+$/, '')}`,
  source,
});

export const round = (value: number): number => Math.round(value * 1000) / 1000;
