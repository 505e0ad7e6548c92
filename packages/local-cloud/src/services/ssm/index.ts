import type {
  DescribeParametersRequest,
  GetParameterRequest,
  GetParametersByPathRequest,
  GetParametersRequest,
  PutParameterRequest,
} from '@aws-sdk/client-ssm';
import { INERT, type ResourceType } from '../../assembly/resource-type.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { type Parameter, Parameters } from './parameters.ts';

/** Characters of a value of the advanced tier: "Managing parameter tiers", Systems Manager user guide. */
const LONGEST_VALUE = 8192;
/** The key of whoever puts a SecureString and names none: the account's own, whose policy lets in all that may call SSM. */
const DEFAULT_KEY = 'alias/aws/ssm';

/** A parameter as it is told: of a SecureString the value only to who asks for it decrypted. */
const shape = (
  parameters: Parameters,
  { standIn: _, ...parameter }: Parameter,
  decrypted?: boolean,
): Shape => ({
  ...parameter,
  Value:
    parameter.Type === 'SecureString' && decrypted !== true
      ? parameters.ciphertext(parameter)
      : parameter.Value,
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
    takes: ['Name', 'WithDecryption'],
    run: (parameters, { Name, WithDecryption }: Input<GetParameterRequest>, call) => {
      parameters.authorize(call, Name);
      const parameter = parameters.get(Name);
      if (!parameter) throw new ServiceError('ParameterNotFound', `Parameter ${Name} not found.`);
      return { Parameter: shape(parameters, parameter, WithDecryption) };
    },
  },
  GetParameters: {
    takes: ['Names', 'WithDecryption'],
    run: (parameters, { Names, WithDecryption }: Input<GetParametersRequest>, call) => {
      for (const name of Names) parameters.authorize(call, name);
      const known = Names.flatMap((name) => parameters.get(name) ?? []);
      return {
        Parameters: known.map((parameter) => shape(parameters, parameter, WithDecryption)),
        InvalidParameters: Names.filter((name) => !parameters.get(name)),
      };
    },
  },
  GetParametersByPath: {
    takes: ['Path', 'Recursive', 'WithDecryption', 'NextToken', 'MaxResults'],
    note: 'without ParameterFilters, which are refused',
    run: (parameters, input: Input<GetParametersByPathRequest>, call) => {
      const { Path, Recursive = false, WithDecryption, NextToken, MaxResults = 10 } = input;
      parameters.authorize(call, Path);
      const folder = Path.endsWith('/') ? Path : `${Path}/`;
      const below = parameters
        .all()
        .filter(
          ({ Name }) => Name.startsWith(folder) && (Recursive || !Name.slice(folder.length).includes('/')),
        );
      const { items, nextToken } = page(below, NextToken, MaxResults);
      const found = items.map((parameter) => shape(parameters, parameter, WithDecryption));
      return { Parameters: found, NextToken: nextToken };
    },
  },
  DescribeParameters: {
    takes: ['NextToken', 'MaxResults'],
    note: 'without filters, which are refused',
    run: (parameters, { NextToken, MaxResults = 10 }: Input<DescribeParametersRequest>, call) => {
      parameters.authorize(call, '*');
      const { items, nextToken } = page(parameters.all(), NextToken, MaxResults);
      const described = items.map((parameter) => ({
        ...shape(parameters, parameter),
        Value: undefined,
        KeyId: parameter.Type === 'SecureString' ? DEFAULT_KEY : undefined,
      }));
      return { Parameters: described, NextToken: nextToken };
    },
  },
  PutParameter: {
    takes: ['Name', 'Value', 'Type', 'Overwrite'],
    inert: { Description: INERT.words, Tags: INERT.tags, Tier: INERT.costs },
    note: 'a SecureString by the key `alias/aws/ssm`; KeyId is refused',
    run: (parameters, { Name, Value, Type, Overwrite }: Input<PutParameterRequest>, call) => {
      parameters.authorize(call, Name);
      const old = parameters.get(Name);
      if (old && Overwrite !== true)
        throw new ServiceError(
          'ParameterAlreadyExists',
          `The parameter ${Name} already exists: set Overwrite`,
        );
      const type = Type ?? old?.Type ?? 'String';
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
  offers: (parameters) => ({
    // A SecureString is a value of no template: "Get a plaintext value from Systems Manager Parameter Store".
    value: (name: string) => {
      const parameter = parameters.get(name);
      return parameter?.Type === 'SecureString' ? undefined : parameter?.Value;
    },
  }),
  refused: {
    'KeyId, ParameterFilters': 'ValidationException',
    'a SecureString in a template, as CloudFormation does': 'ValidationException',
    'everything of Systems Manager but parameters': 'UnknownOperationException',
  },
  differences: [
    'One version of a parameter is kept.',
    'Values of SecureStrings lie unencrypted in the state; who asks for one without decryption gets a text that stands for the encrypted value.',
  ],
};
