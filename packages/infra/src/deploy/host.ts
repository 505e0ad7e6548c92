import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { assemblyDir, withDotenv } from '../config/environment.ts';
import { type StageConfig, stageConfig } from '../config/stages.ts';
import { type Cdk, runCdk } from './cdk.ts';
import type { PreflightClients } from './preflight.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a command of this folder works with; everything outside the process comes through it. */
export interface Host {
  readonly env: Environment;
  readonly config: StageConfig;
  /** Folder of the stage's assembly. */
  readonly assembly: string;
  readonly cdk: Cdk;
  readonly clients: (region: string) => PreflightClients & {
    readonly redshift: Pick<RedshiftServerlessClient, 'send'>;
    readonly logs: Pick<CloudWatchLogsClient, 'send'>;
  };
  readonly say: (line: string) => void;
}

/** The host of this process; what `.env` says is in its environment from here on, for AWS's clients and the CDK too. */
export function hostOf(processEnv: NodeJS.ProcessEnv, dotenv?: string): Host {
  const env = Object.assign(processEnv, withDotenv(processEnv, dotenv));
  const config = stageConfig(env);
  return {
    env,
    config,
    assembly: assemblyDir(env, config.stage),
    cdk: runCdk,
    clients: (region) => ({
      sts: new STSClient({ region }),
      ssm: new SSMClient({ region }),
      redshift: new RedshiftServerlessClient({ region }),
      logs: new CloudWatchLogsClient({ region }),
    }),
    say: (line) => void process.stdout.write(`${line}\n`),
  };
}
