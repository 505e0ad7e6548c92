import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { arnOf } from '../../assembly/resource-type.ts';
import { ServiceError } from '../../aws/errors.ts';
import { readJson, writeJson } from '../../disk/json-file.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** Members as AWS names them. */
export interface UsageLimit {
  readonly usageLimitId: string;
  readonly usageLimitArn: string;
  readonly resourceArn: string;
  readonly usageType: string;
  readonly period: string;
  readonly amount: number;
  readonly breachAction: string;
}

/** The limits of workgroups; nothing here is used up, so none is ever reached. */
export class UsageLimits {
  readonly #kernel: Kernel;
  readonly #path: string;
  #limits: readonly UsageLimit[];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#path = join(kernel.dataDir('redshift-serverless'), 'usage-limits.json');
    this.#limits = (readJson(this.#path) as UsageLimit[] | undefined) ?? [];
  }

  all(): readonly UsageLimit[] {
    return this.#limits;
  }

  get(id: string): UsageLimit {
    const limit = this.#limits.find(({ usageLimitId }) => usageLimitId === id);
    if (limit) return limit;
    throw new ServiceError('ResourceNotFoundException', `Usage limit ${id} not found.`);
  }

  create(given: Omit<UsageLimit, 'usageLimitId' | 'usageLimitArn'>): UsageLimit {
    const same = this.#limits.find(
      ({ resourceArn, usageType, period }) =>
        resourceArn === given.resourceArn && usageType === given.usageType && period === given.period,
    );
    if (same)
      throw new ServiceError(
        'ConflictException',
        `${given.resourceArn} has a ${given.period} limit of ${given.usageType} already: ${same.usageLimitId}`,
      );
    const usageLimitId = randomUUID();
    const usageLimitArn = arnOf('redshift-serverless', this.#kernel, `usagelimit/${usageLimitId}`);
    const limit = { ...given, usageLimitId, usageLimitArn };
    this.#keep([...this.#limits, limit]);
    return limit;
  }

  update(id: string, changes: Partial<Pick<UsageLimit, 'amount' | 'breachAction'>>): UsageLimit {
    const limit = { ...this.get(id), ...changes };
    this.#keep(this.#limits.map((old) => (old.usageLimitId === id ? limit : old)));
    return limit;
  }

  delete(id: string): UsageLimit {
    const limit = this.get(id);
    this.#keep(this.#limits.filter((old) => old !== limit));
    return limit;
  }

  /** A limit goes with its workgroup. */
  deleteOf(resourceArn: string): void {
    if (this.#limits.some((limit) => limit.resourceArn === resourceArn))
      this.#keep(this.#limits.filter((limit) => limit.resourceArn !== resourceArn));
  }

  /** What cannot be written has not happened. */
  #keep(limits: readonly UsageLimit[]): void {
    writeJson(this.#path, limits);
    this.#limits = limits;
  }
}
