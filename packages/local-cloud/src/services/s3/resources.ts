import { INERT, type ResourceType } from '../../assembly/resource-type.ts';
import type { S3 } from './state.ts';

/** The CloudFormation types of S3. */
export const resources: Readonly<Record<string, ResourceType<S3>>> = {
  'AWS::S3::Bucket': {
    works: ['BucketName', 'VersioningConfiguration'],
    inert: {
      AccessControl: 'access is by identity policies',
      AnalyticsConfigurations: INERT.costs,
      BucketEncryption: INERT.encryption,
      IntelligentTieringConfigurations: INERT.ages,
      InventoryConfigurations: INERT.costs,
      LifecycleConfiguration: INERT.ages,
      LoggingConfiguration: 'there are no access logs; the local cloud has a log of its own',
      MetricsConfigurations: INERT.costs,
      OwnershipControls: 'there is one owner',
      PublicAccessBlockConfiguration: 'nothing is public here',
      Tags: INERT.tags,
    },
    identify: (naming) => {
      const name = naming.text('BucketName') ?? naming.ownName.toLowerCase();
      const address = `${new URL(naming.endpoint).host}/${name}`;
      const attributes = { DomainName: address, RegionalDomainName: address };
      return { ref: name, arn: `arn:aws:s3:::${name}`, attributes };
    },
    handlers: {
      create: ({ buckets }, { physicalId, properties }) => {
        buckets.create(physicalId);
        buckets.deploy(physicalId, properties);
      },
      update: ({ buckets }, { physicalId, properties }) => buckets.deploy(physicalId, properties),
      delete: ({ buckets }, { physicalId }) => {
        if (buckets.has(physicalId)) buckets.delete(physicalId);
      },
      read: ({ buckets }, { physicalId: BucketName }) => {
        if (!buckets.has(BucketName)) return undefined;
        const { template, objects } = buckets.get(BucketName);
        const versioning = objects.versioning && { VersioningConfiguration: { Status: objects.versioning } };
        return { ...template, BucketName, ...versioning };
      },
    },
  },
  'AWS::S3::BucketPolicy': {
    works: ['Bucket', 'PolicyDocument'],
    inert: { Tags: INERT.tags },
    identify: (naming) => ({ ref: naming.text('Bucket') ?? naming.ownName }),
    handlers: {
      create: ({ kernel }, resource) => kernel.roles.put(resource),
      update: ({ kernel }, resource) => kernel.roles.put(resource),
      delete: ({ kernel }, resource) => kernel.roles.delete(resource),
      read: ({ kernel }, resource) => kernel.roles.properties(resource),
    },
  },
};
