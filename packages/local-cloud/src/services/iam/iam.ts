import { join } from 'node:path';
import type { Resource } from '../../assembly/assembly.ts';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { readJson, writeJson } from '../../disk/json-file.ts';
import type { Role } from '../../identity/role.ts';
import type { Roles } from '../../identity/roles.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { page } from '../page.ts';

/** Items of a page unless the client says otherwise: "MaxItems", IAM API reference. */
const PAGE = 100;

/** What people call the types of IAM. */
const KINDS: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'Role with name',
  'AWS::IAM::ManagedPolicy': 'A policy called',
  'AWS::IAM::OIDCProvider': 'Provider with url',
};

/** Roles, policies and providers of the account: those of its stacks, and those that clients made. */
export class Iam {
  readonly kernel: Kernel;
  readonly roles: Roles;
  readonly startedAt: Date;
  readonly #path: string;
  #made: readonly Resource[];

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.roles = kernel.roles;
    this.startedAt = kernel.clock.now();
    this.#path = join(kernel.dataDir('iam'), 'made.json');
    this.#made = (readJson(this.#path) as Resource[] | undefined) ?? [];
    for (const resource of this.#made) this.roles.put(resource);
  }

  authorize({ caller, operation }: Call, resource: string): void {
    this.kernel.authorize(caller, `iam:${operation}`, resource);
  }

  arnOf(rest: string): string {
    return `arn:aws:iam::${this.kernel.accountId}:${rest}`;
  }

  /** Takes a resource of a stack for the first time; throws where another one has its name. */
  create(resource: Resource): void {
    const { logicalId, stackName } = resource;
    this.#checkName(resource, (one) => one.logicalId === logicalId && one.stackName === stackName);
    this.roles.put(resource);
  }

  #checkName({ type, physicalId }: Resource, isSame: (other: Resource) => boolean): void {
    const other = this.roles.ofType(type).find((one) => one.physicalId === physicalId && !isSame(one));
    const kind = KINDS[type];
    if (other && kind !== undefined)
      throw new ServiceError(
        'EntityAlreadyExists',
        `${kind} ${physicalId.replace(/^.*\//, '')} already exists.`,
        409,
      );
  }

  /** Makes what a client asks for, and keeps it. */
  make(type: string, arn: string, physicalId: string, properties: Shape): void {
    const resource: Resource = {
      ...{ type, arn, physicalId, properties },
      ...{ logicalId: arn, stackName: '', metadata: {}, deletionPolicy: 'Retain' },
    };
    this.#checkName(resource, () => false);
    this.roles.put(resource);
    try {
      this.#keep([...this.#made, resource]);
    } catch (error) {
      this.roles.delete(resource);
      throw error;
    }
  }

  /** Whether a client made it, and no stack. */
  isMade(arn: string): boolean {
    return this.#made.some((one) => one.arn === arn);
  }

  remove(arn: string): void {
    const found = this.#made.find((one) => one.arn === arn);
    if (!found) return;
    this.#keep(this.#made.filter((one) => one !== found));
    this.roles.delete(found);
  }

  #keep(made: readonly Resource[]): void {
    writeJson(this.#path, made);
    this.#made = made;
  }

  /** The role of a name, which the caller may ask about; throws NoSuchEntity. */
  role(name: string, call: Call): Role {
    const role = this.roles.all().find((one) => one.name === name);
    this.authorize(call, role?.arn ?? this.arnOf(`role/${name}`));
    if (role) return role;
    throw noSuchEntity(`The role with name ${name} cannot be found.`);
  }
}

export const noSuchEntity = (message: string): ServiceError => new ServiceError('NoSuchEntity', message, 404);

/** A page of a list, under the member that holds it. */
export function listed(
  member: string,
  items: readonly unknown[],
  { Marker, MaxItems = PAGE }: { readonly Marker?: string; readonly MaxItems?: number },
): Shape {
  const { items: some, nextToken } = page(items, Marker, MaxItems);
  return { [member]: some, IsTruncated: nextToken !== undefined, Marker: nextToken };
}

/** A policy document as IAM gives it: "GetRolePolicy", IAM API reference: URL-encoded, RFC 3986. */
export const encoded = (document: object): string => encodeURIComponent(JSON.stringify(document));
