import {
  Dataset,
  DEFAULT_DATASET,
  DEFAULT_NOTIFICATIONS,
  type DriftKind,
  NotificationKind,
  Oddity,
  Stage,
} from '@tlc-elt/contracts';
import { Refusal } from '../deploy/refusal.ts';

/** What differs between stages. Everything else is the same code and the same templates. */
export interface StageConfig {
  readonly stage: Stage;
  readonly account: string;
  readonly region: string;
  /** Written out, because a VPC that looks zones up cannot be synthesized without an account. Redshift Serverless needs two. */
  readonly availabilityZones: readonly string[];
  /** spark scales past one machine (2 G.1X workers, $0.44 per DPU-hour each); duckdb takes 1 DPU for a month of 60 MB and starts in a second. */
  readonly transformEngine: 'spark' | 'duckdb';
  /** Whether the monthly schedule fires. Off until somebody wants the bill of a run each month. */
  readonly scheduleEnabled: boolean;
  /** What the schedule starts, alarms watch and the dashboard shows; every other dataset of the contracts can be run by hand. */
  readonly datasets: readonly Dataset[];
  /** Whether the schedule also starts the twelve months before the due one, which load again where the publisher replaced them; unchanged ones cost a HEAD and two documents of S3. */
  readonly refresh: boolean;
  /** Seconds until an unpublished month is asked for again; waiting costs nothing. */
  readonly waitSeconds: number;
  /**
   * Redshift Processing Units while a query runs: 4, or steps of 8. Billed per second, at least 60 per wake-up; nothing at
   * rest. What 4 cannot do: docs/decisions/0019-what-a-month-costs.md.
   */
  readonly baseCapacity: number;
  /** The most that one query may take: the ceiling of a second's bill. */
  readonly maxCapacity: number;
  /** RPU-hours a month: the workgroup's usage limit, and with a thirtieth of it a day the alarm. A month's load takes about 0.1. */
  readonly rpuHoursPerMonth: number;
  /** What Redshift does at that limit: deactivate ends all queries until the month's end, log only says so. */
  readonly rpuLimitAction: 'deactivate' | 'log';
  /** Whether data outlives its stack: buckets and namespace are kept, or emptied and removed. */
  readonly retainData: boolean;
  /** CloudWatch Logs bills what it keeps. */
  readonly logRetentionDays: number;
  /** Who gets a mail of alarms and failed runs; nobody where absent. */
  readonly notificationEmail?: string;
  /** Oddities on which a month is not loaded until somebody has looked. None: the passport says what is odd, and the month is loaded. */
  readonly stopOn: readonly DriftKind[];
  /** What the workflow tells of; alarms tell whatever is chosen here. */
  readonly notify: readonly NotificationKind[];
  /** Whether a chat is told too, by the webhook whose address lies in SSM. */
  readonly chat: 'webhook' | 'none';
  /** What stands before the S3 key of a passport to make its address; no link where absent. */
  readonly passportUrl?: string;
  /** Endpoint that gets OpenLineage events of every run; none where absent. */
  readonly openLineageUrl?: string;
}

/** Where a setting is made. */
const WHERE = 'Set it in the shell or in .env';

type Environment = Readonly<Record<string, string | undefined>>;

const DAY = 86_400;

/** Stands for an account in templates that nobody deploys: synthesis needs one, tests need none. */
export const NO_ACCOUNT = '123456789012';
const LOCAL = { account: '000000000000', region: 'us-east-1' };

const shared = {
  scheduleEnabled: false,
  datasets: [DEFAULT_DATASET],
  refresh: false,
  waitSeconds: DAY,
  baseCapacity: 4,
  maxCapacity: 8,
  rpuHoursPerMonth: 15,
  rpuLimitAction: 'deactivate',
  logRetentionDays: 30,
  stopOn: [],
  notify: DEFAULT_NOTIFICATIONS,
  chat: 'none',
} as const;

const stages: Readonly<
  Record<Stage, Omit<StageConfig, 'stage' | 'account' | 'region' | 'availabilityZones'>>
> = {
  // The laptop: DuckDB, because Spark needs 300 MB of jars that a first run should not wait for.
  local: { ...shared, transformEngine: 'duckdb', retainData: false },
  // Tried out and thrown away.
  dev: { ...shared, transformEngine: 'spark', retainData: false },
  prod: {
    ...shared,
    transformEngine: 'spark',
    refresh: true,
    // Analysts wait for its queries.
    baseCapacity: 8,
    maxCapacity: 16,
    rpuHoursPerMonth: 60,
    // Analysts would rather have a mail than a warehouse that is shut.
    rpuLimitAction: 'log',
    retainData: true,
    logRetentionDays: 365,
  },
};

/**
 * Zones of a region that every account has; for other regions give TLC_AVAILABILITY_ZONES. A workgroup needs two that
 * Redshift Serverless supports, and it supports not all of us-east-1's six, whose letters differ by account: so all are given.
 * "Considerations when using Amazon Redshift Serverless", Amazon Redshift management guide.
 */
const zonesOf = (region: string): string[] =>
  [...(region === 'us-east-1' ? 'abcdef' : 'ab')].map((letter) => `${region}${letter}`);

/** `.env` writes what is not set as an empty value. */
const given = (env: Environment, name: string): string | undefined => env[name] || undefined;

function oneOf<T extends string>(env: Environment, name: string, values: readonly T[]): T | undefined {
  const value = given(env, name);
  if (value === undefined || values.includes(value as T)) return value as T | undefined;
  throw new Refusal(`${name} is ${values.join(' or ')}, not ${value}`, WHERE);
}

/** Names of datasets with commas between them, or `all`; undefined where none is named. */
function datasetsOf(env: Environment): readonly Dataset[] | undefined {
  const value = given(env, 'TLC_DATASETS');
  if (value === undefined || value === 'all') return value && Dataset.options;
  const names = [...new Set(value.split(',').map((name) => name.trim()))];
  const known = Dataset.array().safeParse(names);
  if (known.success) return known.data;
  throw new Refusal(
    `TLC_DATASETS is all, or of ${Dataset.options.join(', ')} those that run each month, with commas between them; not ${value}`,
    WHERE,
  );
}

/** Kinds of oddities with commas between them, or `all`; undefined where none is named. */
function stopOnOf(env: Environment): readonly DriftKind[] | undefined {
  const value = given(env, 'TLC_STOP_ON');
  if (value === undefined || value === 'all') return value && Oddity.options;
  const kinds = [...new Set(value.split(',').map((kind) => kind.trim()))];
  const known = Oddity.array().safeParse(kinds);
  if (known.success) return known.data;
  throw new Refusal(
    `TLC_STOP_ON is all, or of ${Oddity.options.join(', ')} those that stop a load, with commas between them; not ${value}`,
    WHERE,
  );
}

/** Kinds with commas between them, `all`, or `none`; undefined where nothing is said. */
function kindsOf(env: Environment): readonly NotificationKind[] | undefined {
  const value = given(env, 'TLC_NOTIFY');
  if (value === undefined || value === 'all') return value && NotificationKind.options;
  if (value === 'none') return [];
  const known = NotificationKind.array().safeParse([...new Set(value.split(',').map((kind) => kind.trim()))]);
  if (known.success) return known.data;
  throw new Refusal(
    `TLC_NOTIFY is all, none, or of ${NotificationKind.options.join(', ')} those to be told, with commas between them; not ${value}`,
    WHERE,
  );
}

/** An address that a key may follow at once; it stands in the workflow between apostrophes. */
const LINK = /^https?:\/\/[^\s'"<>\\^`{|}$]+[/=]$/;

function passportUrlOf(env: Environment): string | undefined {
  const value = given(env, 'TLC_PASSPORT_URL');
  if (value === undefined || (LINK.test(value) && URL.canParse(value))) return value;
  throw new Refusal(
    `TLC_PASSPORT_URL is an http address that ends with / or =, so that a key may follow; not ${value}`,
    WHERE,
  );
}

/** The address of an HTTP endpoint; undefined where none is named. A key is no part of it: templates are read by many. */
function endpointOf(env: Environment, name: string): string | undefined {
  const value = given(env, name);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isEndpoint =
    url !== undefined && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  if (isEndpoint) return value;
  throw new Refusal(
    `${name} is the address of an HTTP endpoint, without user, key or query; not ${value}`,
    WHERE,
  );
}

function place(
  stage: Stage,
  env: Environment,
): Pick<StageConfig, 'account' | 'region' | 'availabilityZones'> {
  if (stage === 'local') return { ...LOCAL, availabilityZones: zonesOf(LOCAL.region) };
  const region = given(env, 'TLC_REGION') ?? given(env, 'CDK_DEFAULT_REGION') ?? LOCAL.region;
  const account =
    given(env, `TLC_ACCOUNT_${stage.toUpperCase()}`) ??
    given(env, 'TLC_ACCOUNT') ??
    given(env, 'CDK_DEFAULT_ACCOUNT') ??
    NO_ACCOUNT;
  if (!/^\d{12}$/.test(account)) throw new Refusal(`an AWS account has twelve digits, not ${account}`, WHERE);
  return {
    account,
    region,
    availabilityZones: given(env, 'TLC_AVAILABILITY_ZONES')?.split(',') ?? zonesOf(region),
  };
}

/** Names of the variables that a stage's templates depend on: turbo hands them to `synth`. */
export const stageVariables = [
  'TLC_STAGE',
  'TLC_ENGINE',
  'TLC_ACCOUNT',
  'TLC_ACCOUNT_DEV',
  'TLC_ACCOUNT_PROD',
  'TLC_REGION',
  'TLC_AVAILABILITY_ZONES',
  'TLC_SCHEDULE',
  'TLC_DATASETS',
  'TLC_NOTIFICATION_EMAIL',
  'TLC_STOP_ON',
  'TLC_NOTIFY',
  'TLC_CHAT',
  'TLC_PASSPORT_URL',
  'TLC_OPENLINEAGE_URL',
  'CDK_DEFAULT_ACCOUNT',
  'CDK_DEFAULT_REGION',
] as const;

/** The stage that the environment asks for; throws on an unknown one, and on a value that makes no sense. */
export function stageConfig(env: Environment): StageConfig {
  const stage = oneOf(env, 'TLC_STAGE', Stage.options) ?? 'local';
  const engine = oneOf(env, 'TLC_ENGINE', ['spark', 'duckdb']);
  const schedule = oneOf(env, 'TLC_SCHEDULE', ['enabled', 'disabled']);
  const datasets = datasetsOf(env);
  const email = given(env, 'TLC_NOTIFICATION_EMAIL');
  const stopOn = stopOnOf(env);
  const notify = kindsOf(env);
  const chat = oneOf(env, 'TLC_CHAT', ['webhook', 'none']);
  const passportUrl = passportUrlOf(env);
  const openLineageUrl = endpointOf(env, 'TLC_OPENLINEAGE_URL');
  return {
    stage,
    ...place(stage, env),
    ...stages[stage],
    ...(engine === undefined ? {} : { transformEngine: engine }),
    ...(schedule === undefined ? {} : { scheduleEnabled: schedule === 'enabled' }),
    ...(datasets === undefined ? {} : { datasets }),
    ...(email === undefined || stage === 'local' ? {} : { notificationEmail: email }),
    ...(stopOn === undefined ? {} : { stopOn }),
    ...(notify === undefined ? {} : { notify }),
    ...(chat === undefined ? {} : { chat }),
    ...(passportUrl === undefined ? {} : { passportUrl }),
    ...(openLineageUrl === undefined ? {} : { openLineageUrl }),
  };
}
