import type { Resource } from '../../assembly/assembly.ts';
import { arnOf } from '../../assembly/resource-type.ts';
import type { Call } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { Deployed } from '../../kernel/deployed.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** Another name of a key. */
export interface Alias {
  readonly name: string;
  readonly arn: string;
  readonly keyId: string;
}

/** Keys of the stacks and their aliases. */
export class Keys {
  readonly kernel: Kernel;
  readonly startedAt: Date;
  readonly keys = new Deployed((key) => key);
  readonly aliases = new Deployed((alias) => this.#aliasOf(alias));

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.startedAt = kernel.clock.now();
  }

  #aliasOf({ physicalId: name, properties }: Resource): Alias {
    const keyId = String(properties.TargetKeyId).replace(/^.*:key\//, '');
    return { name, arn: arnOf('kms', this.kernel, name), keyId };
  }

  /** A key by its id or ARN, or by the name or ARN of an alias, which the caller may ask about; throws NotFoundException. */
  asked(given: string, { caller, operation }: Call): Resource {
    const name = given.replace(/^arn:[^/]*:(key\/|(?=alias\/))/, '');
    const isAlias = name.startsWith('alias/');
    const id = isAlias ? this.aliases.get(name)?.keyId : name;
    const arn = arnOf('kms', this.kernel, isAlias && id === undefined ? name : `key/${id}`);
    this.kernel.authorize(caller, `kms:${operation}`, arn);
    const key = this.keys.get(id ?? '');
    if (key) return key;
    throw new ServiceError(
      'NotFoundException',
      isAlias ? `Alias ${arnOf('kms', this.kernel, name)} is not found.` : `Key '${arn}' does not exist`,
    );
  }
}
