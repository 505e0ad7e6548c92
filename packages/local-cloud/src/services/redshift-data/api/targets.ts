import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecuteStatementInput } from '@aws-sdk/client-redshift-data';
import type { Call } from '../../../aws/call.ts';
import { fileName } from '../../../disk/file-name.ts';
import { tagContext } from '../../../identity/tag-context.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type {
  Namespace,
  RedshiftDataOffer,
  RedshiftServerlessOffer,
  Workgroup,
} from '../../../kernel/offers.ts';
import type { Input } from '../../../kernel/service.ts';
import { invalid } from '../failure.ts';
import type { NamespaceRoles } from '../warehouse/copy/s3-role.ts';
import { Database } from '../warehouse/database.ts';
import type { DatabaseUser } from '../warehouse/permissions.ts';
import { Warehouse } from '../warehouse/warehouse.ts';

/** What says where a statement runs, and as whom. */
export type Place = Pick<Input<ExecuteStatementInput>, 'WorkgroupName' | 'Database' | 'SecretArn'>;

/** Where a statement runs. */
export interface Target {
  readonly workgroup: Workgroup;
  readonly namespace: Namespace;
}

/** Workgroups, their warehouses and who a caller is in them. */
export class Targets implements RedshiftDataOffer {
  readonly #kernel: Kernel;
  readonly #directory: string;
  readonly #warehouses = new Map<string, Warehouse>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#directory = kernel.dataDir('redshift-data');
  }

  get #serverless(): RedshiftServerlessOffer {
    return this.#kernel.offers['redshift-serverless'];
  }

  /** Throws where the workgroup, its namespace or the database is not there. */
  find({ WorkgroupName, Database: database }: Place): Target {
    if (WorkgroupName === undefined || database === undefined)
      throw invalid('WorkgroupName and Database must be given, or the SessionId of a statement before');
    const workgroup = this.#serverless.workgroup(WorkgroupName);
    if (!workgroup)
      throw invalid(`Redshift endpoint doesn't exist in this region: workgroup ${WorkgroupName}`);
    const namespace = this.#serverless.namespace(workgroup.namespaceName);
    if (!namespace) throw invalid(`workgroup ${WorkgroupName} has no namespace`);
    if (database !== namespace.dbName) throw invalid(`FATAL: database "${database}" does not exist`);
    return { workgroup, namespace };
  }

  files(): string[] {
    return this.#serverless.namespaces().map(({ namespaceName }) => this.fileOf(namespaceName));
  }

  fileOf(namespaceName: string): string {
    return join(this.#directory, `${fileName(namespaceName)}.duckdb`);
  }

  async drop(namespaceName: string): Promise<void> {
    await this.#warehouses.get(namespaceName)?.close();
    this.#warehouses.delete(namespaceName);
    for (const end of ['', '.wal']) rmSync(`${this.fileOf(namespaceName)}${end}`, { force: true });
  }

  async copies(folder: string): Promise<string[]> {
    const copies: string[] = [];
    for (const namespace of this.#serverless.namespaces()) {
      const copy = join(folder, `${fileName(namespace.namespaceName)}.duckdb`);
      await this.#warehouseOf(namespace).copyTo(copy);
      copies.push(copy);
    }
    return copies;
  }

  warehouse({ namespace }: Target): Warehouse {
    return this.#warehouseOf(namespace);
  }

  #warehouseOf(namespace: Namespace): Warehouse {
    const { namespaceName } = namespace;
    const made = this.#warehouses.get(namespaceName) ?? this.#open(namespace);
    this.#warehouses.set(namespaceName, made);
    return made;
  }

  #open({ namespaceName, namespaceArn, dbName: name, adminUsername: admin }: Namespace): Warehouse {
    const folder = join(this.#directory, 'unloads');
    mkdirSync(folder, { recursive: true });
    const folders = [this.#kernel.dataDir('s3'), folder];
    const database = new Database({
      path: this.fileOf(namespaceName),
      name,
      folders,
      log: (line) => this.#kernel.log(line),
    });
    return new Warehouse({
      kernel: this.#kernel,
      name,
      admin,
      database,
      roles: this.#rolesOf(namespaceName, namespaceArn),
      folder,
    });
  }

  /** A namespace's roles as they are when a statement asks. */
  #rolesOf(namespaceName: string, namespaceArn: string): NamespaceRoles {
    const serverless = this.#serverless;
    return {
      namespaceArn,
      get attached() {
        return serverless.namespace(namespaceName)?.iamRoles ?? [];
      },
      get default() {
        return serverless.namespace(namespaceName)?.defaultIamRoleArn;
      },
    };
  }

  /**
   * Who a caller is in a workgroup that it may use: temporary credentials map a role to `IAMR:` and a user to `IAM:`,
   * the admin's secret is the superuser's.
   */
  user({ caller, operation }: Call, { namespace, workgroup }: Target, secretArn?: string): DatabaseUser {
    const tags = tagContext(workgroup.tags);
    this.#kernel.authorize(caller, `redshift-data:${operation}`, workgroup.workgroupArn, tags);
    if (secretArn === undefined) {
      this.#kernel.authorize(caller, 'redshift-serverless:GetCredentials', workgroup.workgroupArn, tags);
      return { name: `${caller.kind === 'user' ? 'IAM' : 'IAMR'}:${caller.name}`, superuser: false };
    }
    if (secretArn !== namespace.adminPasswordSecretArn)
      throw invalid(`the secret ${secretArn} is not one of the namespace ${namespace.namespaceName}`);
    this.#kernel.authorize(caller, 'secretsmanager:GetSecretValue', secretArn);
    return { name: namespace.adminUsername, superuser: true };
  }

  async close(): Promise<void> {
    for (const warehouse of this.#warehouses.values()) await warehouse.close();
  }
}
