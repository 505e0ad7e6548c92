import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import {
  ExecutionAlreadyExists,
  paginateListExecutions,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type ExecutionPort, monthPrefix } from '@tlc-elt/contracts';

/** Step Functions and S3 as `startRun` sees them. */
export function executionPort(
  sfn: SFNClient,
  s3: S3Client,
  stateMachineArn: string,
  processedBucket: string,
): ExecutionPort {
  return {
    executions: async () => {
      const found: { name: string; executionArn: string; running: boolean }[] = [];
      for await (const { executions = [] } of paginateListExecutions(
        { client: sfn },
        { stateMachineArn, maxResults: 1000 },
      )) {
        found.push(
          ...executions.map(({ name = '', executionArn = '', status }) => ({
            name,
            executionArn,
            running: status === 'RUNNING',
          })),
        );
      }
      return found;
    },
    pastRuns: async (dataset, month) => {
      const prefix = monthPrefix(dataset, month);
      const { CommonPrefixes = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket: processedBucket, Prefix: prefix, Delimiter: '/' }),
      );
      return CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(prefix.length, -1));
    },
    start: async (name, input) => {
      try {
        const { executionArn = '' } = await sfn.send(
          new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
        );
        return executionArn;
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return undefined;
        throw error;
      }
    },
  };
}
