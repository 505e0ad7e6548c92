import type { Resource } from '../../assembly/assembly.ts';
import { refusedArgument } from './script-arguments.ts';
import type { Settings } from './settings.ts';

/** A job of the template, with Glue's defaults filled in. */
export interface Job {
  readonly name: string;
  readonly arn: string;
  /** Its name or its ARN: both are a job's `Role`. */
  readonly role: string;
  readonly kind: 'pythonshell' | 'glueetl';
  readonly scriptLocation: string;
  readonly pythonVersion: string;
  readonly defaultArguments: Readonly<Record<string, string>>;
  /** `NonOverridableArguments`: what a run gives for these is not used. */
  readonly fixedArguments: Readonly<Record<string, string>>;
  readonly glueVersion: string | undefined;
  readonly timeoutMinutes: number;
  readonly maxConcurrentRuns: number;
  readonly settings: Settings;
}

/** Minutes: 48 hours for jobs that say nothing ("Job API", AWS Glue developer guide); 8 hours since Glue 5.0. */
const defaultTimeout = (glueVersion: string | undefined): number =>
  Number(glueVersion ?? 0) >= 5 ? 480 : 2880;

const numeric = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));

const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries((value ?? {}) as object).map(([name, item]) => [name, String(item)]));

/** Reads a template's job; throws, naming it, on what the local cloud would have to ignore. */
export function jobOf({ stackName, logicalId, physicalId, arn = '', properties }: Resource): Job {
  const refuse = (what: string): never => {
    throw new Error(
      `${stackName}/${logicalId} (AWS::Glue::Job): ${what} is not supported by the local cloud`,
    );
  };
  const command = properties.Command as Record<string, unknown>;
  const kind = String(command.Name);
  if (kind !== 'pythonshell' && kind !== 'glueetl') return refuse(`a job of the kind ${kind}`);
  if (String(command.PythonVersion ?? '3') === '2') refuse('PythonVersion 2');
  if (Number(properties.MaxRetries ?? 0) > 0) refuse('MaxRetries (retries belong into the workflow)');
  const defaultArguments = texts(properties.DefaultArguments);
  const fixedArguments = texts(properties.NonOverridableArguments);
  const argument = refusedArgument({ ...defaultArguments, ...fixedArguments });
  if (argument !== undefined) refuse(argument);
  const execution = (properties.ExecutionProperty ?? {}) as Record<string, unknown>;
  const glueVersion = properties.GlueVersion === undefined ? undefined : String(properties.GlueVersion);
  const { WorkerType, ExecutionClass, SecurityConfiguration, NotificationProperty } = properties as Settings;
  return {
    name: physicalId,
    arn,
    role: String(properties.Role),
    kind,
    scriptLocation: String(command.ScriptLocation),
    pythonVersion: String(command.PythonVersion ?? '3'),
    defaultArguments,
    fixedArguments,
    glueVersion,
    timeoutMinutes: numeric(properties.Timeout) ?? defaultTimeout(glueVersion),
    maxConcurrentRuns: numeric(execution.MaxConcurrentRuns) ?? 1,
    settings: {
      MaxCapacity: numeric(properties.MaxCapacity ?? properties.AllocatedCapacity),
      NumberOfWorkers: numeric(properties.NumberOfWorkers),
      WorkerType,
      ExecutionClass,
      SecurityConfiguration,
      NotificationProperty,
      JobRunQueuingEnabled: properties.JobRunQueuingEnabled === true,
    },
  };
}

/**
 * Log stream of a run; a Spark run of Glue 5 has one of its driver: "Logging for AWS Glue jobs", AWS Glue developer guide.
 */
export const logStream = ({ kind, glueVersion }: Pick<Job, 'kind' | 'glueVersion'>, runId: string): string =>
  kind === 'glueetl' && Number(glueVersion ?? 5) >= 5 ? `${runId}-driver` : runId;

/** Log group of a job's output or errors; fixed by Glue for the account. */
export const logGroup = ({ kind }: Pick<Job, 'kind'>, which: 'output' | 'error'): string =>
  kind === 'pythonshell' ? `/aws-glue/python-jobs/${which}` : `/aws-glue/jobs/${which}`;
