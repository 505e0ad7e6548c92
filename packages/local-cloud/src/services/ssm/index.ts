import type {
  DescribeParametersRequest,
  GetParameterRequest,
  GetParametersByPathRequest,
  GetParametersRequest,
  PutParameterRequest,
} from '@aws-sdk/client-ssm';
import { INERT, type ResourceType } from '../../assembly/resource-type.ts';
import type { Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { type Parameter, Parameters } from './parameters.ts';

/** Characters of a value of the advanced tier: "Managing parameter tiers", Systems Manager user guide. */
const LONGEST_VALUE = 8192;
const PLAIN = 'no parameter is encrypted here';

const shape = (parameters: Parameters, { standIn: _, ...parameter }: Parameter): Shape => ({
  ...parameter,
  ARN: parameters.arnOf(parameter.Name),
  DataType: 'text',
  LastModifiedDate: new Date(parameter.LastModifiedDate),
});

function checkLength(value: string): void {
  if (value.length > LONGEST_VALUE)
    throw new ServiceError(
      'ValidationException',
      `A parameter value has at most ${LONGEST_VALUE} characters, in the advanced tier, and this one has ${value.length}.`,
    );
}

const operations: Readonly<Record<string, Operation<Parameters>>> = {
  GetParameter: {
    takes: ['Name'],
    inert: { WithDecryption: PLAIN },
    run: (parameters, { Name }: Input<GetParameterRequest>, call) => {
      parameters.authorize(call, Name);
      const parameter = parameters.get(Name);
      if (!parameter) throw new ServiceError('ParameterNotFound', `Parameter ${Name} not found.`);
      return { Parameter: shape(parameters, parameter) };
    },
  },
  GetParameters: {
    takes: ['Names'],
    inert: { WithDecryption: PLAIN },
    run: (parameters, { Names }: Input<GetParametersRequest>, call) => {
      for (const name of Names) parameters.authorize(call, name);
      const known = Names.flatMap((name) => parameters.get(name) ?? []);
      return {
        Parameters: known.map((parameter) => shape(parameters, parameter)),
        InvalidParameters: Names.filter((name) => !parameters.get(name)),
      };
    },
  },
  GetParametersByPath: {
    takes: ['Path', 'Recursive', 'NextToken', 'MaxResults'],
    inert: { WithDecryption: PLAIN },
    note: 'without ParameterFilters, which are refused',
    run: (parameters, input: Input<GetParametersByPathRequest>, call) => {
      const { Path, Recursive = false, NextToken, MaxResults = 10 } = input;
      parameters.authorize(call, Path);
      const folder = Path.endsWith('/') ? Path : `${Path}/`;
      const below = parameters
        .all()
        .filter(
          ({ Name }) => Name.startsWith(folder) && (Recursive || !Name.slice(folder.length).includes('/')),
        );
      const { items, nextToken } = page(below, NextToken, MaxResults);
      return { Parameters: items.map((parameter) => shape(parameters, parameter)), NextToken: nextToken };
    },
  },
  DescribeParameters: {
    takes: ['NextToken', 'MaxResults'],
    note: 'without filters, which are refused',
    run: (parameters, { NextToken, MaxResults = 10 }: Input<DescribeParametersRequest>, call) => {
      parameters.authorize(call, '*');
      const { items, nextToken } = page(parameters.all(), NextToken, MaxResults);
      const described = items.map((parameter) => ({ ...shape(parameters, parameter), Value: undefined }));
      return { Parameters: described, NextToken: nextToken };
    },
  },
  PutParameter: {
    takes: ['Name', 'Value', 'Type', 'Overwrite'],
    inert: { Description: INERT.words, Tags: INERT.tags, Tier: INERT.costs },
    note: 'of String and StringList; SecureString is refused',
    run: (parameters, { Name, Value, Type, Overwrite }: Input<PutParameterRequest>, call) => {
      parameters.authorize(call, Name);
      const old = parameters.get(Name);
      if (old && Overwrite !== true)
        throw new ServiceError(
          'ParameterAlreadyExists',
          `The parameter ${Name} already exists: set Overwrite`,
        );
      const type = Type ?? old?.Type ?? 'String';
      if (type === 'SecureString') throw new NotSupported('PutParameter of a SecureString');
      checkLength(Value);
      return { Version: parameters.put({ Name, Type: type, Value }), Tier: 'Standard' };
    },
  },
};

const resources: Readonly<Record<string, ResourceType<Parameters>>> = {
  'AWS::SSM::Parameter': {
    lasting: true,
    works: ['Name', 'Type', 'Value', 'AllowedPattern', 'DataType'],
    inert: { Description: INERT.words, Tags: INERT.tags, Tier: INERT.costs },
    identify: ({ text, ownName }) => ({
      ref: text('Name') ?? ownName,
      attributes: { Value: text('Value') ?? '', Type: text('Type') ?? 'String' },
    }),
    handlers: {
      create: (parameters, resource) => parameters.deploy(resource),
      update: (parameters, resource, previous) => parameters.deploy(resource, previous),
      delete: (parameters, resource) => parameters.delete(resource),
      read: (parameters, { physicalId }) => {
        const parameter = parameters.get(physicalId);
        return parameter && { Name: parameter.Name, Type: parameter.Type, Value: parameter.Value };
      },
    },
  },
};

/** SSM Parameter Store. */
export const ssm: Service<Parameters> = {
  name: 'ssm',
  title: 'AWS Systems Manager Parameter Store',
  state: (kernel) => new Parameters(kernel),
  operations,
  resources,
  offers: (parameters) => ({ value: (name: string) => parameters.get(name)?.Value }),
  refused: {
    'SecureString, ParameterFilters': 'ValidationException',
    'everything of Systems Manager but parameters': 'UnknownOperationException',
  },
  differences: ['One version of a parameter is kept.'],
};
