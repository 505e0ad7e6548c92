import { WrittenNumber } from '../aws/written-number.ts';
import { parameterValue } from './parameters.ts';
import type { Identity, Naming, ResourceTypes } from './resource-type.ts';
import { type Surroundings, type Template, TemplateError, type TemplateResource } from './template.ts';

type Json = unknown;
const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber);

/** Conditions compare texts: a parameter's value is one, whatever the template gives as its default. */
const textOf = (value: Json): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** ARN of a stack of a loaded assembly. */
export const loadedStackId = (accountId: string, region: string, name: string): string =>
  `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/local`;

/** Resolves the intrinsic functions of one template; throws TemplateError on whatever it does not know. */
export class Resolver {
  readonly #template: Template;
  readonly #types: ResourceTypes;
  readonly #around: Surroundings;
  readonly #identities = new Map<string, Identity>();
  readonly #ownNames = new Map<string, string>();
  /** Resources whose names are being resolved: one that is met again depends on itself. */
  readonly #naming = new Set<string>();

  constructor(template: Template, types: ResourceTypes, around: Surroundings) {
    this.#template = template;
    this.#types = types;
    this.#around = around;
  }

  /** Value of a condition by its name. */
  condition(name: string): boolean {
    const condition = this.#template.Conditions?.[name];
    if (condition === undefined) throw this.#error(['Conditions', name], 'there is no such condition');
    return this.resolve(condition, ['Conditions', name]) === true;
  }

  /** What Ref and GetAtt give for a resource. */
  identify(logicalId: string, from: readonly string[] = ['Resources', logicalId]): Identity {
    const known = this.#identities.get(logicalId);
    if (known) return known;
    const resource = this.#template.Resources?.[logicalId];
    if (!resource) throw this.#error(from, `there is no resource or parameter ${logicalId}`);
    const type = Object.hasOwn(this.#types, resource.Type) ? this.#types[resource.Type] : undefined;
    if (!type)
      throw this.#error(
        ['Resources', logicalId],
        `resource type ${resource.Type} is not supported by the local cloud (see docs/local-cloud.md)`,
      );
    if (this.#naming.has(logicalId))
      throw this.#error(from, `circular dependency: the name of ${logicalId} depends on itself`);
    this.#naming.add(logicalId);
    const identity = type.identify(this.#namingOf(logicalId, resource));
    this.#identities.set(logicalId, identity);
    return identity;
  }

  /** The name that CloudFormation makes for a resource. */
  ownNameOf(logicalId: string): string {
    const { stackName, ownName: made } = this.#around;
    const name = this.#ownNames.get(logicalId) ?? made?.(logicalId) ?? `${stackName}-${logicalId}`;
    this.#ownNames.set(logicalId, name);
    return name;
  }

  #namingOf(logicalId: string, resource: TemplateResource): Naming {
    const { accountId, region, stackName, endpoint } = this.#around;
    const text = (property: string): string | undefined => {
      const value = resource.Properties?.[property];
      if (value === undefined) return undefined;
      const resolved = this.resolve(value, ['Resources', logicalId, 'Properties', property]);
      return typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
    };
    const ownName = this.ownNameOf(logicalId);
    return { logicalId, stackName, accountId, region, endpoint, text, ownName };
  }

  /** The value with every intrinsic function in it replaced; `path` names it in errors. */
  resolve(value: Json, path: readonly string[]): Json {
    if (typeof value === 'string') return this.#dynamicReferences(value, path);
    if (Array.isArray(value)) {
      return value
        .map((item, index) => this.resolve(item, [...path, String(index)]))
        .filter((item) => item !== undefined);
    }
    if (!isObject(value)) return value;
    const [name, ...more] = Object.keys(value);
    if (
      name !== undefined &&
      more.length === 0 &&
      (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))
    ) {
      if (name !== 'Condition' || path[0] === 'Conditions') return this.#intrinsic(name, value[name], path);
    }
    const entries = Object.entries(value).map(
      ([key, item]) => [key, this.resolve(item, [...path, key])] as const,
    );
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }

  #intrinsic(name: string, argument: Json, path: readonly string[]): Json {
    const at = [...path, name];
    const all = (): Json[] => {
      const items = this.resolve(argument, at);
      if (!Array.isArray(items)) throw this.#error(at, 'needs a list');
      return items;
    };
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument), at);
      case 'Condition':
        return this.condition(String(argument));
      case 'Fn::GetAtt':
        return this.#attribute(argument, at);
      case 'Fn::Sub':
        return this.#sub(argument, at);
      case 'Fn::Join': {
        const [separator, items] = all();
        if (!Array.isArray(items)) throw this.#error(at, 'needs a separator and a list');
        return items.map(String).join(String(separator));
      }
      case 'Fn::Select': {
        const [index, items] = all();
        const item = Array.isArray(items) ? items[Number(index)] : undefined;
        if (item === undefined) throw this.#error(at, `there is no item ${String(index)}`);
        return item;
      }
      case 'Fn::Split': {
        const [separator, text] = all();
        return String(text).split(String(separator));
      }
      case 'Fn::If': {
        if (!Array.isArray(argument) || argument.length !== 3)
          throw this.#error(at, 'needs a condition and two values');
        const chosen = this.condition(String(argument[0])) ? 1 : 2;
        return this.resolve(argument[chosen], [...at, String(chosen)]);
      }
      case 'Fn::Equals': {
        const [a, b] = all();
        return textOf(a) === textOf(b);
      }
      case 'Fn::And':
        return all().every((item) => item === true);
      case 'Fn::Or':
        return all().some((item) => item === true);
      case 'Fn::Not':
        return all()[0] !== true;
      case 'Fn::FindInMap': {
        const [map, first, second, ...more] = all().map(String);
        if (more.length > 0)
          throw this.#error(
            at,
            'a DefaultValue (AWS::LanguageExtensions) is not supported by the local cloud',
          );
        const found = this.#template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
        if (found === undefined) throw this.#error(at, `${map}.${first}.${second} is in no mapping`);
        return found;
      }
      case 'Fn::ImportValue': {
        const exportName = String(this.resolve(argument, at));
        const found = this.#around.exported(exportName);
        if (found === undefined) throw this.#error(at, `no stack exports ${exportName}`);
        return found;
      }
      case 'Fn::GetAZs': {
        const region = String(this.resolve(argument, at) || this.#around.region);
        return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
      }
      case 'Fn::Base64':
        return Buffer.from(String(this.resolve(argument, at))).toString('base64');
      default:
        throw this.#error(path, `${name} is not supported by the local cloud (see docs/local-cloud.md)`);
    }
  }

  #ref(name: string, path: readonly string[]): Json {
    const { accountId, region, stackName } = this.#around;
    switch (name) {
      case 'AWS::AccountId':
        return accountId;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return stackName;
      case 'AWS::StackId':
        return this.#around.stackId ?? loadedStackId(accountId, region, stackName);
      case 'AWS::NoValue':
        return undefined;
      default:
        return this.#template.Parameters?.[name]
          ? parameterValue(this.#template.Parameters[name], name, this.#around)
          : this.identify(name, path).ref;
    }
  }

  #attribute(argument: Json, path: readonly string[]): string {
    const [logicalId = '', ...rest] = Array.isArray(argument)
      ? argument.map(String)
      : String(argument).split('.');
    const attribute = rest.join('.');
    const identity = this.identify(logicalId, path);
    const value = attribute === 'Arn' ? identity.arn : identity.attributes?.[attribute];
    if (value !== undefined) return value;
    throw this.#error(
      path,
      `${this.#template.Resources?.[logicalId]?.Type ?? logicalId} has no attribute ${attribute} in the local cloud`,
    );
  }

  #sub(argument: Json, path: readonly string[]): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const known = isObject(variables) ? variables : {};
    return String(text).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (name in known) return String(this.resolve(known[name], [...path, name]));
      return String(name.includes('.') ? this.#attribute(name, path) : this.#ref(name, path));
    });
  }

  #dynamicReferences(text: string, path: readonly string[]): string {
    return text.replace(/\{\{resolve:([^}]+)\}\}/g, (whole, reference: string) => {
      const [service, ...name] = reference.split(':');
      const value = service === 'ssm' ? this.#around.parameter(name[0] ?? '') : undefined;
      if (value === undefined) throw this.#error(path, `${whole} cannot be resolved by the local cloud`);
      return value;
    });
  }

  #error(path: readonly string[], problem: string): TemplateError {
    return new TemplateError(this.#around.stackName, path, problem);
  }
}
