import { inertType, type ResourceType } from '../../assembly/resource-type.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { deleteFiles, deployFiles, emptyBucket } from './bucket-deployment.ts';

const resources: Readonly<Record<string, ResourceType<Kernel>>> = {
  'AWS::CDK::Metadata': inertType('bookkeeping of the CDK'),
  'Custom::S3AutoDeleteObjects': {
    works: ['ServiceToken', 'BucketName'],
    inert: {},
    identify: ({ ownName }) => ({ ref: ownName }),
    handlers: {
      create: () => undefined,
      update: () => undefined,
      delete: emptyBucket,
      read: (_, { properties }) => properties,
    },
  },
  'Custom::CDKBucketDeployment': {
    works: [
      'ServiceToken',
      'SourceBucketNames',
      'SourceObjectKeys',
      'DestinationBucketName',
      'Prune',
      'DestinationBucketKeyPrefix',
      'OutputObjectKeys',
      'DestinationBucketArn',
      'Extract',
      'RetainOnDelete',
    ],
    inert: {
      SystemMetadata: 'scripts are read by their bytes',
      Tags: 'tags are not read by any service here',
      WaitForDistributionInvalidation: 'there is no CloudFront',
    },
    identify: ({ ownName, text }) => ({
      ref: ownName,
      attributes: { DestinationBucketArn: `arn:aws:s3:::${text('DestinationBucketName') ?? ''}` },
    }),
    handlers: {
      create: deployFiles,
      update: deployFiles,
      delete: deleteFiles,
      read: (_, { properties }) => properties,
    },
  },
};

/** The CDK's own resources: the local cloud does what the functions behind them would do. */
export const cdk: Service<Kernel> = {
  name: 'cdk',
  title: 'Resources of the CDK',
  state: (kernel) => kernel,
  operations: {},
  resources,
};
