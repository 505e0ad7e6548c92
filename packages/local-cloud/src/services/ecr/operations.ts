import type {
  DescribeImagesRequest,
  DescribeRepositoriesRequest,
  GetLifecyclePolicyRequest,
  GetRepositoryPolicyRequest,
  ListImagesRequest,
} from '@aws-sdk/client-ecr';
import type { Resource } from '../../assembly/assembly.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { addressOf, type Repositories } from './repositories.ts';

/** "DescribeRepositories", ECR API reference: as many unless the client says otherwise. */
const PAGE = 100;

const told = (
  { kernel, startedAt }: Repositories,
  { physicalId: name, arn, properties }: Resource,
): Shape => ({
  repositoryArn: arn,
  registryId: kernel.accountId,
  repositoryName: name,
  repositoryUri: `${addressOf(kernel.endpoint())}/${name}`,
  createdAt: startedAt,
  imageTagMutability: properties.ImageTagMutability ?? 'MUTABLE',
  imageScanningConfiguration: { scanOnPush: false },
  encryptionConfiguration: { encryptionType: 'AES256' },
});

const policyText = (policy: unknown): string =>
  typeof policy === 'string' ? policy : JSON.stringify(policy);

export const operations: Readonly<Record<string, Operation<Repositories>>> = {
  DescribeRepositories: {
    takes: ['registryId', 'repositoryNames', 'nextToken', 'maxResults'],
    run: (repositories, asked: Input<DescribeRepositoriesRequest>, call) => {
      const { repositoryNames, registryId, nextToken: token, maxResults = PAGE } = asked;
      if (repositoryNames === undefined)
        repositories.kernel.authorize(call.caller, 'ecr:DescribeRepositories', '*');
      const found =
        repositoryNames?.map((name) => repositories.asked(name, call, registryId)) ?? repositories.held.all();
      const { items, nextToken } = page(found, token, maxResults);
      return { repositories: items.map((one) => told(repositories, one)), nextToken };
    },
  },
  ListImages: {
    takes: ['registryId', 'repositoryName'],
    note: 'there are none',
    run: (repositories, { repositoryName, registryId }: Input<ListImagesRequest>, call) => {
      repositories.asked(repositoryName, call, registryId);
      return { imageIds: [] };
    },
  },
  DescribeImages: {
    takes: ['registryId', 'repositoryName', 'imageIds'],
    note: 'there are none',
    run: (repositories, asked: Input<DescribeImagesRequest>, call) => {
      const { repositoryName, registryId, imageIds = [] } = asked;
      repositories.asked(repositoryName, call, registryId);
      const [image] = imageIds;
      if (image === undefined) return { imageDetails: [] };
      const { imageTag = '', imageDigest = '' } = image;
      throw new ServiceError(
        'ImageNotFoundException',
        `The image with imageId {imageDigest:'${imageDigest || 'null'}', imageTag:'${imageTag || 'null'}'} does not exist within the repository with name '${repositoryName}' in the registry with id '${repositories.kernel.accountId}'`,
      );
    },
  },
  GetRepositoryPolicy: {
    takes: ['registryId', 'repositoryName'],
    run: (repositories, { repositoryName, registryId }: Input<GetRepositoryPolicyRequest>, call) => {
      const { properties } = repositories.asked(repositoryName, call, registryId);
      if (properties.RepositoryPolicyText === undefined)
        throw new ServiceError(
          'RepositoryPolicyNotFoundException',
          `Repository policy does not exist for the repository with name '${repositoryName}' in the registry with id '${repositories.kernel.accountId}'`,
        );
      const text = policyText(properties.RepositoryPolicyText);
      return { registryId: repositories.kernel.accountId, repositoryName, policyText: text };
    },
  },
  GetLifecyclePolicy: {
    takes: ['registryId', 'repositoryName'],
    run: (repositories, { repositoryName, registryId }: Input<GetLifecyclePolicyRequest>, call) => {
      const { properties } = repositories.asked(repositoryName, call, registryId);
      const { LifecyclePolicyText: text } = (properties.LifecyclePolicy ?? {}) as {
        LifecyclePolicyText?: string;
      };
      if (text === undefined)
        throw new ServiceError(
          'LifecyclePolicyNotFoundException',
          `Lifecycle policy does not exist for the repository with name '${repositoryName}' in the registry with id '${repositories.kernel.accountId}'`,
        );
      return {
        registryId: repositories.kernel.accountId,
        repositoryName,
        lifecyclePolicyText: text,
      };
    },
  },
};
