import type {
  CreateUsageLimitRequest,
  DeleteUsageLimitRequest,
  GetNamespaceRequest,
  GetUsageLimitRequest,
  GetWorkgroupRequest,
  ListNamespacesRequest,
  ListUsageLimitsRequest,
  ListWorkgroupsRequest,
  UpdateUsageLimitRequest,
} from '@aws-sdk/client-redshift-serverless';
import { arnOf, type Identity, INERT, type Naming, type ResourceType } from '../../assembly/resource-type.ts';
import { ServiceError } from '../../aws/errors.ts';
import { held } from '../../kernel/deployed.ts';
import type { Workgroup } from '../../kernel/offers.ts';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { PORT, Warehouses } from './warehouses.ts';

const KEPT = 'the file of a deleted namespace stays as it is';

/** A workgroup as it is answered: tags are asked for by an operation of their own. */
const shown = ({ tags, ...workgroup }: Workgroup): Omit<Workgroup, 'tags'> => workgroup;

const operations: Readonly<Record<string, Operation<Warehouses>>> = {
  GetNamespace: {
    takes: ['namespaceName'],
    run: (state, { namespaceName }: Input<GetNamespaceRequest>, call) => ({
      namespace: state.namespace(namespaceName, call),
    }),
  },
  ListNamespaces: {
    takes: ['nextToken', 'maxResults'],
    run: (state, { nextToken: token, maxResults = 100 }: Input<ListNamespacesRequest>, call) => {
      state.authorize(call);
      const { items, nextToken } = page(state.namespaces.all(), token, maxResults);
      return { namespaces: items, nextToken };
    },
  },
  GetWorkgroup: {
    takes: ['workgroupName'],
    run: (state, { workgroupName }: Input<GetWorkgroupRequest>, call) => ({
      workgroup: shown(state.workgroup(workgroupName, call)),
    }),
  },
  ListWorkgroups: {
    takes: ['nextToken', 'maxResults'],
    note: 'without ownerAccount, which is refused',
    run: (state, { nextToken: token, maxResults = 100 }: Input<ListWorkgroupsRequest>, call) => {
      state.authorize(call);
      const { items, nextToken } = page(state.workgroups.all(), token, maxResults);
      return { workgroups: items.map(shown), nextToken };
    },
  },
  CreateUsageLimit: {
    takes: ['resourceArn', 'usageType', 'amount', 'period', 'breachAction'],
    run: (state, input: Input<CreateUsageLimitRequest>, call) => {
      const { resourceArn, usageType, amount, period = 'monthly', breachAction = 'log' } = input;
      state.authorize(call, resourceArn);
      if (!state.workgroups.all().some(({ workgroupArn }) => workgroupArn === resourceArn))
        throw new ServiceError('ResourceNotFoundException', `Workgroup ${resourceArn} not found.`);
      return { usageLimit: state.limits.create({ resourceArn, usageType, amount, period, breachAction }) };
    },
  },
  UpdateUsageLimit: {
    takes: ['usageLimitId', 'amount', 'breachAction'],
    run: (state, { usageLimitId, ...changes }: Input<UpdateUsageLimitRequest>, call) => {
      state.authorize(call, state.limits.get(usageLimitId).usageLimitArn);
      return { usageLimit: state.limits.update(usageLimitId, changes) };
    },
  },
  GetUsageLimit: {
    takes: ['usageLimitId'],
    run: (state, { usageLimitId }: Input<GetUsageLimitRequest>, call) => {
      const usageLimit = state.limits.get(usageLimitId);
      state.authorize(call, usageLimit.usageLimitArn);
      return { usageLimit };
    },
  },
  ListUsageLimits: {
    takes: ['resourceArn', 'usageType', 'nextToken', 'maxResults'],
    run: (state, input: Input<ListUsageLimitsRequest>, call) => {
      const { resourceArn, usageType, nextToken: token, maxResults = 100 } = input;
      state.authorize(call);
      const asked = state.limits
        .all()
        .filter(
          (limit) =>
            limit.resourceArn === (resourceArn ?? limit.resourceArn) &&
            limit.usageType === (usageType ?? limit.usageType),
        );
      const { items, nextToken } = page(asked, token, maxResults);
      return { usageLimits: items, nextToken };
    },
  },
  DeleteUsageLimit: {
    takes: ['usageLimitId'],
    run: (state, { usageLimitId }: Input<DeleteUsageLimitRequest>, call) => {
      state.authorize(call, state.limits.get(usageLimitId).usageLimitArn);
      return { usageLimit: state.limits.delete(usageLimitId) };
    },
  },
};

const identityOf =
  (kind: 'Namespace' | 'Workgroup', more = (_: Naming): Identity['attributes'] => ({})) =>
  (naming: Naming): Identity => {
    const name = naming.text(`${kind}Name`) ?? naming.ownName;
    const arn = arnOf('redshift-serverless', naming, `${kind.toLowerCase()}/${name}`);
    const own = { [`${kind}.${kind}Arn`]: arn, [`${kind}.${kind}Id`]: name, [`${kind}.${kind}Name`]: name };
    return { ref: name, arn, attributes: { ...own, ...more(naming) } };
  };

const resources: Readonly<Record<string, ResourceType<Warehouses>>> = {
  'AWS::RedshiftServerless::Namespace': {
    works: [
      'NamespaceName',
      'DbName',
      'AdminUsername',
      'ManageAdminPassword',
      'IamRoles',
      'DefaultIamRoleArn',
    ],
    inert: {
      AdminPasswordSecretKmsKeyId: INERT.encryption,
      AdminUserPassword: 'nobody logs in with a password: queries go through the Data API',
      FinalSnapshotName: KEPT,
      FinalSnapshotRetentionPeriod: KEPT,
      KmsKeyId: INERT.encryption,
      LogExports: 'statements are told by the Data API',
      Tags: INERT.tags,
    },
    identify: identityOf('Namespace'),
    handlers: {
      ...held(({ namespaces }) => namespaces),
      delete: (state, resource) => state.deleteNamespace(resource),
    },
  },
  'AWS::RedshiftServerless::Workgroup': {
    works: [
      'WorkgroupName',
      'NamespaceName',
      'BaseCapacity',
      'MaxCapacity',
      'EnhancedVpcRouting',
      'SubnetIds',
      'PubliclyAccessible',
      'SecurityGroupIds',
      'Port',
      'Tags',
    ],
    inert: {
      PricePerformanceTarget: INERT.capacity,
      TrackName: 'the warehouse is DuckDB',
      Workgroup: 'is read-only',
    },
    identify: identityOf('Workgroup', ({ text }) => ({
      'Workgroup.Endpoint.Address': '127.0.0.1',
      'Workgroup.Endpoint.Port': text('Port') ?? PORT,
    })),
    handlers: {
      ...held(({ workgroups }) => workgroups),
      delete: (state, resource) => state.deleteWorkgroup(resource),
    },
  },
};

/** Redshift Serverless: namespaces and workgroups; the Data API asks them. */
export const redshiftServerless: Service<Warehouses> = {
  name: 'redshift-serverless',
  title: 'Amazon Redshift Serverless',
  state: (kernel) => new Warehouses(kernel),
  operations,
  resources,
  offers: ({ namespaces, workgroups }) => ({
    namespaces: () => namespaces.all(),
    namespace: (name) => namespaces.get(name),
    workgroup: (name) => workgroups.get(name),
  }),
  ownErrors: { InvalidNextToken: ['ValidationException', 400] },
  refused: {
    'creating, changing and deleting namespaces and workgroups':
      'UnknownOperationException (the template makes them)',
    'GetCredentials as a call': 'UnknownOperationException (the Data API checks the permission)',
    'snapshots, recovery points': 'UnknownOperationException',
  },
  differences: [
    'A usage limit is kept, and never reached: nothing is used up here.',
    'A workgroup has no endpoint that speaks PostgreSQL: queries go through the Data API.',
  ],
};
