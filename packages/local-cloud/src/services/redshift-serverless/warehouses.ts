import { existsSync } from 'node:fs';
import type { Resource } from '../../assembly/assembly.ts';
import type { Call } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { tagContext } from '../../identity/tag-context.ts';
import { Deployed } from '../../kernel/deployed.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Namespace, Workgroup } from '../../kernel/offers.ts';
import { UsageLimits } from './usage-limits.ts';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Where Redshift listens unless the template says otherwise; here nothing does. */
export const PORT = '5439';

/** The stacks' namespaces, which hold data, and workgroups, which ask for it; members as AWS names them. */
export class Warehouses {
  readonly namespaces = new Deployed((resource) => this.#namespaceOf(resource));
  readonly workgroups = new Deployed((resource) => this.#workgroupOf(resource));
  readonly limits: UsageLimits;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.limits = new UsageLimits(kernel);
  }

  namespace(name: string, call: Call): Namespace {
    const namespace = this.namespaces.get(name);
    if (!namespace) throw new ServiceError('ResourceNotFoundException', `Namespace ${name} not found.`);
    this.authorize(call, namespace.namespaceArn);
    return namespace;
  }

  workgroup(name: string, call: Call): Workgroup {
    const workgroup = this.workgroups.get(name);
    if (!workgroup) throw new ServiceError('ResourceNotFoundException', `Workgroup ${name} not found.`);
    this.authorize(call, workgroup.workgroupArn, tagContext(workgroup.tags));
    return workgroup;
  }

  authorize({ caller, operation }: Call, arn = '*', context = {}): void {
    this.#kernel.authorize(caller, `redshift-serverless:${operation}`, arn, context);
  }

  /** On AWS what a namespace holds goes with it; where an assembly's stacks come and go with starts it stays. */
  async deleteNamespace(resource: Resource): Promise<void> {
    this.namespaces.delete(resource);
    const { holdsAssembly, offers } = this.#kernel;
    if (!holdsAssembly) return offers['redshift-data'].drop(resource.physicalId);
    const file = offers['redshift-data'].fileOf(resource.physicalId);
    if (existsSync(file))
      this.#kernel.log(`the namespace ${resource.physicalId} is deleted; its warehouse file stays: ${file}`);
  }

  deleteWorkgroup(resource: Resource): void {
    this.workgroups.delete(resource);
    this.limits.deleteOf(resource.arn ?? '');
  }

  #namespaceOf({ physicalId, arn = '', properties }: Resource) {
    const { region, accountId } = this.#kernel;
    const adminUsername = String(properties.AdminUsername ?? 'admin');
    return {
      namespaceArn: arn,
      namespaceId: physicalId,
      namespaceName: physicalId,
      adminUsername,
      dbName: String(properties.DbName ?? 'dev'),
      iamRoles: (properties.IamRoles ?? []) as readonly string[],
      defaultIamRoleArn: properties.DefaultIamRoleArn as string | undefined,
      adminPasswordSecretArn:
        properties.ManageAdminPassword === true
          ? `arn:aws:secretsmanager:${region}:${accountId}:secret:redshift!${physicalId}-${adminUsername}`
          : undefined,
      ...this.#status(),
    };
  }

  #workgroupOf({ physicalId, arn = '', properties }: Resource) {
    return {
      workgroupArn: arn,
      workgroupId: physicalId,
      workgroupName: physicalId,
      namespaceName: String(properties.NamespaceName),
      baseCapacity: properties.BaseCapacity,
      maxCapacity: properties.MaxCapacity,
      enhancedVpcRouting: properties.EnhancedVpcRouting ?? false,
      publiclyAccessible: properties.PubliclyAccessible ?? false,
      subnetIds: properties.SubnetIds ?? [],
      securityGroupIds: properties.SecurityGroupIds ?? [],
      tags: Object.fromEntries(
        ((properties.Tags ?? []) as readonly Tag[]).map(({ Key, Value }) => [Key, Value]),
      ),
      endpoint: { address: '127.0.0.1', port: Number(properties.Port ?? PORT) },
      ...this.#status(),
    };
  }

  #status() {
    return { status: 'AVAILABLE', creationDate: this.#kernel.clock.now() };
  }
}
