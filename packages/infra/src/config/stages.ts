import { Stage } from '@tlc-elt/contracts';

/** What differs between stages. Everything else is the same code and the same templates. */
export interface StageConfig {
  readonly stage: Stage;
  readonly account: string;
  readonly region: string;
  /** Written out, because a VPC that looks zones up cannot be synthesized without an account. Redshift Serverless needs two. */
  readonly availabilityZones: readonly string[];
  /** spark scales past one machine; duckdb costs a fraction for a month of 60 MB and starts in a second. */
  readonly transformEngine: 'spark' | 'duckdb';
  /** Whether the monthly schedule fires. */
  readonly scheduleEnabled: boolean;
  /** Seconds until an unpublished month is asked for again; waiting costs nothing. */
  readonly waitSeconds: number;
  /** Redshift Processing Units at rest: 4 is the least, then steps of 8. Billed per second while queries run. */
  readonly baseCapacity: number;
  /** The most that a query may take: the ceiling of the bill. */
  readonly maxCapacity: number;
  /** Keep data when a stack is removed. */
  readonly retainData: boolean;
  readonly logRetentionDays: number;
}

const DAY = 86_400;

/** Stands for an account in templates that nobody deploys: synthesis needs one, tests need none. */
const NO_ACCOUNT = '123456789012';
const REGION = 'us-east-1';

const shared = {
  scheduleEnabled: false,
  waitSeconds: DAY,
  baseCapacity: 8,
  maxCapacity: 16,
  logRetentionDays: 30,
} as const;

const stages: Readonly<
  Record<Stage, Omit<StageConfig, 'stage' | 'account' | 'region' | 'availabilityZones'>>
> = {
  // The laptop: DuckDB, because Spark needs 300 MB of jars that a first run should not wait for.
  local: { ...shared, transformEngine: 'duckdb', retainData: false },
  // Tried out and thrown away.
  dev: { ...shared, transformEngine: 'spark', retainData: false },
  prod: { ...shared, transformEngine: 'spark', retainData: true, logRetentionDays: 365 },
};

/** Zones of a region that every account has; for other regions give TLC_AVAILABILITY_ZONES. */
const zonesOf = (region: string): string[] => ['a', 'b', 'c'].map((letter) => `${region}${letter}`);

/** The stage that the environment asks for; throws a ZodError on an unknown one. */
export function stageConfig(env: Readonly<Record<string, string | undefined>>): StageConfig {
  const stage = Stage.parse(env.TLC_STAGE ?? 'local');
  const region = env.TLC_REGION ?? env.CDK_DEFAULT_REGION ?? REGION;
  const account =
    env.TLC_ACCOUNT ?? env.CDK_DEFAULT_ACCOUNT ?? (stage === 'local' ? '000000000000' : NO_ACCOUNT);
  const engine = env.TLC_ENGINE;
  if (engine !== undefined && engine !== 'spark' && engine !== 'duckdb')
    throw new Error(`TLC_ENGINE is spark or duckdb, not ${engine}`);
  const availabilityZones = env.TLC_AVAILABILITY_ZONES?.split(',') ?? zonesOf(region);
  const local =
    stage === 'local'
      ? { account: '000000000000', region: REGION, availabilityZones: zonesOf(REGION) }
      : { account, region, availabilityZones };
  return { stage, ...local, ...stages[stage], ...(engine === undefined ? {} : { transformEngine: engine }) };
}
