import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Resource } from '../../assembly/assembly.ts';
import { arnOf } from '../../assembly/resource-type.ts';
import type { Call } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { readJson, writeJson } from '../../disk/json-file.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** A parameter as it is kept. */
export interface Parameter {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
  readonly Version: number;
  /** Epoch milliseconds. */
  readonly LastModifiedDate: number;
  /** Path below the publisher that a folder stands in for, while one does: then it is the value. */
  readonly standIn?: string;
}

/** Metadata by which a template marks a parameter as the address of a publisher that a folder can stand in for. */
interface StandIn {
  readonly 'stand-in'?: string;
  readonly path?: string;
}

function standInOf({ metadata }: Resource): Pick<Parameter, 'standIn'> {
  const marked = metadata['local-cloud'] as StandIn | undefined;
  return marked?.['stand-in'] === 'publisher' ? { standIn: marked.path ?? '' } : {};
}

/** The parameters of the stacks and those that were put, by name. */
export class Parameters {
  readonly #kernel: Kernel;
  readonly #path: string;
  #parameters: ReadonlyMap<string, Parameter>;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#path = join(kernel.dataDir('ssm'), 'parameters.json');
    this.#parameters = new Map((readJson(this.#path) as [string, Parameter][] | undefined) ?? []);
  }

  authorize({ caller, operation }: Call, name: string): void {
    this.#kernel.authorize(caller, `ssm:${operation}`, name === '*' ? '*' : this.arnOf(name));
  }

  arnOf(name: string): string {
    return arnOf('ssm', this.#kernel, `parameter${name.startsWith('/') ? '' : '/'}${name}`);
  }

  /** What stands for the encrypted value of a SecureString: another one with each version, and nothing of the value. */
  ciphertext({ Name, Version }: Parameter): string {
    return createHash('sha512')
      .update(`${this.arnOf(Name)}:${Version}`)
      .digest('base64');
  }

  get(name: string): Parameter | undefined {
    const parameter = this.#parameters.get(name);
    const publisher = parameter?.standIn === undefined ? undefined : this.#kernel.publisher();
    return parameter && publisher !== undefined
      ? { ...parameter, Value: `${publisher}${parameter.standIn}` }
      : parameter;
  }

  all(): Parameter[] {
    return [...this.#parameters.keys()].flatMap((name) => this.get(name) ?? []);
  }

  /** Gives the new version. */
  put(given: Pick<Parameter, 'Name' | 'Type' | 'Value' | 'standIn'>): number {
    const Version = (this.#parameters.get(given.Name)?.Version ?? 0) + 1;
    const LastModifiedDate = this.#kernel.clock.now().getTime();
    this.#keep(new Map([...this.#parameters, [given.Name, { ...given, Version, LastModifiedDate }]]));
    return Version;
  }

  /** What was put stays until the template says something else than it did. */
  deploy(resource: Resource, previous?: Resource): void {
    const { physicalId: Name, properties } = resource;
    if (properties.Type === 'SecureString')
      throw new ServiceError(
        'ValidationException',
        `${Name}: CloudFormation makes no parameters of the type SecureString; put it by PutParameter`,
      );
    const value = (one: Resource | undefined): string => String(one?.properties.Value);
    const unchanged = previous === undefined || value(previous) === value(resource);
    if (this.#parameters.has(Name) && unchanged) return;
    this.put({
      Name,
      Type: String(properties.Type ?? 'String'),
      Value: value(resource),
      ...standInOf(resource),
    });
  }

  delete({ physicalId }: Resource): void {
    this.#keep(new Map([...this.#parameters].filter(([name]) => name !== physicalId)));
  }

  /** What cannot be written has not happened. */
  #keep(parameters: ReadonlyMap<string, Parameter>): void {
    writeJson(this.#path, [...parameters]);
    this.#parameters = parameters;
  }
}
