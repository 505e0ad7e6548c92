import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../../../assembly/assembly.ts';
import type { Call, Caller, Shape } from '../../../aws/call.ts';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { required } from '../../input.ts';
import { adminSecretArn } from '../../redshift-serverless/index.ts';
import { Database } from '../warehouse/database.ts';
import type { DatabaseUser } from '../warehouse/permissions.ts';
import { Warehouse } from '../warehouse/warehouse.ts';
import { warehouseFile } from '../warehouse/warehouse-file.ts';

/** Where a statement runs. */
export interface Target {
  readonly workgroup: Resource;
  readonly namespace: Resource;
  readonly database: string;
}

/** `aws:userid` of a caller: who may ask for the statement later. */
export const ownerOf = (caller: Caller): string =>
  caller.kind === 'user' ? caller.name : `${caller.name}:${caller.sessionName ?? ''}`;

const adminOf = ({ properties }: Resource): string => String(properties.AdminUsername ?? 'admin');

/** Workgroups of the template, their warehouses and who a caller is in them. */
export class Targets {
  readonly #kernel: Kernel;
  readonly #warehouses = new Map<string, Warehouse>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Throws where the workgroup, its namespace or the database is not in the template. */
  find(input: Shape): Target {
    if (input.ClusterIdentifier !== undefined)
      throw new NotSupported('ClusterIdentifier (provisioned clusters)');
    if (input.DbUser !== undefined) throw new NotSupported('DbUser (provisioned clusters)');
    const name = required(input, 'WorkgroupName');
    const database = required(input, 'Database');
    const { assembly } = this.#kernel;
    const workgroup = assembly
      .ofType('AWS::RedshiftServerless::Workgroup')
      .find(({ physicalId }) => physicalId === name);
    if (!workgroup)
      throw new ServiceError(
        'ValidationException',
        `Redshift endpoint doesn't exist in this region: workgroup ${name}`,
      );
    const namespace = assembly
      .ofType('AWS::RedshiftServerless::Namespace')
      .find(({ physicalId }) => physicalId === workgroup.properties.NamespaceName);
    if (!namespace) throw new ServiceError('ValidationException', `workgroup ${name} has no namespace`);
    if (database !== (namespace.properties.DbName ?? 'dev'))
      throw new ServiceError('ValidationException', `FATAL: database "${database}" does not exist`);
    return { workgroup, namespace, database };
  }

  warehouse({ namespace, database }: Target): Warehouse {
    const id = namespace.physicalId;
    const existing = this.#warehouses.get(id);
    if (existing) return existing;
    const directory = this.#kernel.dataDir('redshift-data');
    const folder = join(directory, 'unloads');
    mkdirSync(folder, { recursive: true });
    const made = new Warehouse({
      kernel: this.#kernel,
      name: database,
      admin: adminOf(namespace),
      database: new Database({
        path: warehouseFile(directory, id),
        name: database,
        folders: [this.#kernel.dataDir('s3'), folder],
      }),
      roles: {
        attached: (namespace.properties.IamRoles as string[] | undefined) ?? [],
        default: namespace.properties.DefaultIamRoleArn as string | undefined,
      },
      folder,
    });
    this.#warehouses.set(id, made);
    return made;
  }

  /** Temporary credentials map a role to `IAMR:` and a user to `IAM:`; the admin's secret is the superuser's. */
  user({ caller }: Call, { namespace, workgroup }: Target, secretArn: string | undefined): DatabaseUser {
    if (secretArn === undefined) {
      this.#kernel.authorize(caller, 'redshift-serverless:GetCredentials', workgroup.arn ?? '*');
      return { name: `${caller.kind === 'user' ? 'IAM' : 'IAMR'}:${caller.name}`, superuser: false };
    }
    if (secretArn !== adminSecretArn(namespace, this.#kernel))
      throw new ServiceError(
        'ValidationException',
        `the secret ${secretArn} is not one of the namespace ${namespace.physicalId}`,
      );
    this.#kernel.authorize(caller, 'secretsmanager:GetSecretValue', secretArn);
    return { name: adminOf(namespace), superuser: true };
  }

  async close(): Promise<void> {
    for (const warehouse of this.#warehouses.values()) await warehouse.close();
  }
}
