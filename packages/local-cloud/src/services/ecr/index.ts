import { arnOf, INERT, named, type ResourceType } from '../../assembly/resource-type.ts';
import { held } from '../../kernel/deployed.ts';
import type { Service } from '../../kernel/service.ts';
import { operations } from './operations.ts';
import { addressOf, Repositories } from './repositories.ts';

const resources: Readonly<Record<string, ResourceType<Repositories>>> = {
  'AWS::ECR::Repository': {
    works: ['RepositoryName', 'ImageTagMutability', 'LifecyclePolicy', 'RepositoryPolicyText'],
    inert: {
      EmptyOnDelete: 'there are no images',
      EncryptionConfiguration: INERT.encryption,
      ImageScanningConfiguration: 'there are no images',
      ImageTagMutabilityExclusionFilters: 'there are no images',
      Tags: INERT.tags,
    },
    identify: (naming) => {
      const ofName = named(
        'RepositoryName',
        (name) => arnOf('ecr', naming, `repository/${name}`),
        (name) => ({ attributes: { RepositoryUri: `${addressOf(naming.endpoint)}/${name}` } }),
      );
      return ofName({ ...naming, ownName: naming.ownName.toLowerCase() });
    },
    handlers: held((repositories) => repositories.held),
  },
};

/** ECR: repositories of the stacks, which can be asked for and hold no images. */
export const ecr: Service<Repositories> = {
  name: 'ecr',
  title: 'Amazon Elastic Container Registry',
  state: (kernel) => new Repositories(kernel),
  operations,
  resources,
  ownErrors: {
    ValidationException: ['InvalidParameterException', 400],
    InvalidNextToken: ['InvalidParameterException', 400],
  },
  refused: {
    'GetAuthorizationToken, PutImage and what else a push needs':
      'UnknownOperationException: there is no registry of containers here',
  },
  differences: [
    'Who may ask about a repository is decided by the caller\u2019s policies: those of repositories are told, and not evaluated.',
    'The date of creation of a repository is the time at which the local cloud was started.',
  ],
};
