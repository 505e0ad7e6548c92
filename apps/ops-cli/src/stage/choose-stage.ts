import { Stage } from '@tlc-elt/contracts';
import { UsageError } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which stage, and whether its own AWS account or a local cloud answers for it. */
export interface StageChoice {
  readonly stage: Stage;
  readonly endpoint: 'aws' | 'local';
}

/** `--stage` over TLC_STAGE over `local`; stage local is always a local cloud, the others where the user says so. */
export function chooseStage(
  flags: { readonly stage?: string | undefined; readonly endpoint?: string | undefined },
  environment: Environment,
): StageChoice {
  const name = flags.stage ?? (environment.TLC_STAGE || 'local');
  const stage = Stage.safeParse(name);
  if (!stage.success)
    throw new UsageError(
      `there is no stage ${JSON.stringify(name)}`,
      `--stage or TLC_STAGE is one of ${Stage.options.join(', ')}`,
    );
  const endpoint = flags.endpoint ?? (environment.TLC_ENDPOINT || undefined);
  if (endpoint !== undefined && endpoint !== 'local' && endpoint !== 'aws')
    throw new UsageError(
      `${JSON.stringify(endpoint)} is no endpoint`,
      '--endpoint or TLC_ENDPOINT is local or aws',
    );
  if (stage.data === 'local' && endpoint === 'aws')
    throw new UsageError(
      'stage local runs on a local cloud, not on AWS',
      'choose --stage dev or --stage prod',
    );
  return { stage: stage.data, endpoint: stage.data === 'local' ? 'local' : (endpoint ?? 'aws') };
}
