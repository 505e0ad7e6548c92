import { AwsError, type FakeAws } from './fake-aws.ts';

/** Log lines of job runs: stream id → lines of standard output and error. */
export function jobLogs(
  fake: FakeAws,
  logs: Record<string, { output?: string[]; error?: string[] }>,
  group = '/aws-glue/python-jobs',
): void {
  fake.handlers.set('GetJobRun', ({ RunId }) => ({ JobRun: { Id: RunId, LogGroupName: group } }));
  fake.handlers.set('GetLogEvents', ({ logGroupName, logStreamName, nextToken }) => {
    const kind = String(logGroupName).replace(`${group}/`, '') as 'output' | 'error';
    const lines = logs[String(logStreamName)]?.[kind];
    if (!lines) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    const start = Number(String(nextToken ?? 'f/0').slice(2));
    const events = lines.slice(start).map((message, i) => ({ timestamp: 1000 * (start + i), message }));
    return { events, nextForwardToken: `f/${lines.length}` };
  });
}
