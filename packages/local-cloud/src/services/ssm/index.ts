import { join } from 'node:path';
import type { Resource } from '../../assembly/assembly.ts';
import type { Call, Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import { readJson, writeJson } from '../../kernel/json-file.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { optional, page, required } from '../input.ts';

interface Parameter {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
  readonly Version: number;
  readonly LastModifiedDate: number;
}

/** Metadata by which a template marks a parameter as the address of a publisher that a folder can stand in for. */
interface StandIn {
  readonly 'stand-in'?: string;
  readonly path?: string;
}

export interface SsmOptions {
  /** Base address of the stand-in publisher; undefined where no folder was given. */
  readonly publisher: () => string | undefined;
}

/** SSM Parameter Store: the template's parameters, and what PutParameter changed. */
export function createSsm(kernel: Kernel, options: SsmOptions): Service {
  const path = join(kernel.dataDir('ssm'), 'parameters.json');
  const put = new Map((readJson(path) as [string, Parameter][] | undefined) ?? []);
  const started = kernel.clock.now().getTime();
  const arnOf = (name: string): string =>
    `arn:aws:ssm:${kernel.region}:${kernel.accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`;

  const parameterValue = ({ properties, metadata }: Resource): string => {
    const standIn = metadata['local-cloud'] as StandIn | undefined;
    const publisher = standIn?.['stand-in'] === 'publisher' ? options.publisher() : undefined;
    return publisher === undefined ? String(properties.Value) : `${publisher}${standIn?.path ?? ''}`;
  };
  const fromTemplate = (resource: Resource): Parameter => ({
    Name: resource.physicalId,
    Type: String(resource.properties.Type ?? 'String'),
    Value: parameterValue(resource),
    Version: 1,
    LastModifiedDate: started,
  });
  const all = (): Map<string, Parameter> => {
    const template = kernel.assembly.ofType('AWS::SSM::Parameter').map(fromTemplate);
    return new Map([...template.map((parameter) => [parameter.Name, parameter] as const), ...put]);
  };
  const shape = (parameter: Parameter): Shape => ({
    ...parameter,
    ARN: arnOf(parameter.Name),
    DataType: 'text',
    LastModifiedDate: new Date(parameter.LastModifiedDate),
  });

  const getParameter = (input: Shape, { caller }: Call): Shape => {
    const name = required(input, 'Name');
    kernel.authorize(caller, 'ssm:GetParameter', arnOf(name));
    const parameter = all().get(name);
    if (!parameter) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
    return { Parameter: shape(parameter) };
  };
  const getParameters = (input: Shape, { caller }: Call): Shape => {
    const names = (input.Names as string[] | undefined) ?? [];
    for (const name of names) kernel.authorize(caller, 'ssm:GetParameters', arnOf(name));
    const known = all();
    return {
      Parameters: names.flatMap((name) => known.get(name) ?? []).map(shape),
      InvalidParameters: names.filter((name) => !known.has(name)),
    };
  };
  const getParametersByPath = (input: Shape, { caller }: Call): Shape => {
    const prefix = required(input, 'Path');
    kernel.authorize(caller, 'ssm:GetParametersByPath', arnOf(prefix));
    if (input.ParameterFilters !== undefined)
      throw new NotSupported('GetParametersByPath with ParameterFilters');
    const folder = prefix.endsWith('/') ? prefix : `${prefix}/`;
    const below = [...all().values()].filter(
      ({ Name }) =>
        Name.startsWith(folder) && (input.Recursive === true || !Name.slice(folder.length).includes('/')),
    );
    const { items, nextToken } = page(below, input.NextToken, Number(input.MaxResults ?? 10));
    return { Parameters: items.map(shape), NextToken: nextToken };
  };
  const describeParameters = (input: Shape, { caller }: Call): Shape => {
    kernel.authorize(caller, 'ssm:DescribeParameters', '*');
    if (input.Filters !== undefined || input.ParameterFilters !== undefined)
      throw new NotSupported('DescribeParameters with filters');
    const { items, nextToken } = page([...all().values()], input.NextToken, Number(input.MaxResults ?? 10));
    const metadata = items.map(shape).map(({ Value: _, ...described }) => described);
    return { Parameters: metadata, NextToken: nextToken };
  };
  const putParameter = (input: Shape, { caller }: Call): Shape => {
    const name = required(input, 'Name');
    kernel.authorize(caller, 'ssm:PutParameter', arnOf(name));
    const old = all().get(name);
    if (old && input.Overwrite !== true)
      throw new ServiceError('ParameterAlreadyExists', `The parameter ${name} already exists: set Overwrite`);
    const version = (old?.Version ?? 0) + 1;
    const type = optional(input, 'Type') ?? old?.Type ?? 'String';
    if (type === 'SecureString') throw new NotSupported('PutParameter of a SecureString');
    put.set(name, {
      Name: name,
      Type: type,
      Value: required(input, 'Value'),
      Version: version,
      LastModifiedDate: kernel.clock.now().getTime(),
    });
    writeJson(path, [...put]);
    return { Version: version, Tier: 'Standard' };
  };
  return {
    signingName: 'ssm',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'AmazonSSM' },
    operations: {
      GetParameter: getParameter,
      GetParameters: getParameters,
      GetParametersByPath: getParametersByPath,
      DescribeParameters: describeParameters,
      PutParameter: putParameter,
    },
  };
}
