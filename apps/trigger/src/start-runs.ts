import { type ExecutionPort, type RunInput, type SourceMonth, startRun } from '@tlc-elt/contracts';

/** A run that an invocation started, or found going. */
export interface TriggeredRun {
  readonly name: string;
  readonly month: SourceMonth;
  readonly started: boolean;
  readonly execution_arn: string;
}

/** A month that could not be started. */
export interface NotStarted {
  readonly month: SourceMonth;
  readonly error: string;
}

/** Starts or finds each run; one that cannot be started does not keep the others from it. */
export async function startRuns(
  port: ExecutionPort,
  inputs: readonly RunInput[],
): Promise<{ runs: TriggeredRun[]; failures: NotStarted[] }> {
  const runs: TriggeredRun[] = [];
  const failures: NotStarted[] = [];
  for (const input of inputs) {
    try {
      const { name, started, executionArn } = await startRun(port, input);
      runs.push({ name, month: input.month, started, execution_arn: executionArn });
    } catch (error) {
      const { name, message } = error as Error;
      failures.push({ month: input.month, error: `${name}: ${message}` });
    }
  }
  return { runs, failures };
}

/** Some months were not started; the invocation fails, so that it is tried again and ends among the dead letters. */
export class MonthsNotStarted extends Error {
  override readonly name = 'MonthsNotStarted';
  readonly failures: readonly NotStarted[];
  constructor(failures: readonly NotStarted[]) {
    const reasons = failures.map(({ month, error }) => `${month}: ${error}`).join('; ');
    super(
      `${reasons}. The other months were started; start these by \`ops run MONTH\` once the reason is gone`,
    );
    this.failures = failures;
  }
}
