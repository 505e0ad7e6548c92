import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameterNames, type Stage } from '@tlc-elt/contracts';
import { StageNotReachable } from '../errors.ts';
import type { ClientOf } from './clients.ts';

/** What the stage's stacks say of themselves: SSM parameter name → value. */
export class StageParameters {
  readonly #values: ReadonlyMap<string, string>;
  readonly #prefix: string;
  readonly #deployment: string;

  constructor(prefix: string, values: ReadonlyMap<string, string>, deployment: string) {
    this.#prefix = prefix;
    this.#deployment = deployment;
    this.#values = values;
  }

  /** Whether somebody has set it. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of a parameter of contracts' `parameterNames`; throws StageNotReachable where no stack has set it. */
  get(name: string): string {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    throw new StageNotReachable(
      this.#values.size === 0
        ? `nothing of this pipeline is deployed here: there is no SSM parameter below ${this.#prefix}`
        : `the stage is deployed in part: there is no SSM parameter ${name}`,
      `deploy it: ${this.#deployment}; or look at AWS account and region of your credentials`,
    );
  }
}

/** Reads every parameter of the stage in one walk. */
export async function readParameters(
  client: ClientOf,
  stage: Stage,
  deployment: string,
  signal: AbortSignal,
): Promise<StageParameters> {
  const { prefix } = parameterNames(stage);
  const values = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = await client(SSMClient).send(
      new GetParametersByPathCommand({ Path: prefix, Recursive: true, NextToken }),
      { abortSignal: signal },
    );
    for (const { Name, Value } of page.Parameters ?? []) if (Name && Value) values.set(Name, Value);
    NextToken = page.NextToken;
  } while (NextToken);
  return new StageParameters(prefix, values, deployment);
}
