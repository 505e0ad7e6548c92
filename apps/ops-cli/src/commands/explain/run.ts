import { type ErrorContract, pipelineErrors } from '@tlc-elt/contracts';
import type { ExplainOptions } from './options.ts';

export interface ExplainResult {
  readonly errors: readonly (ErrorContract & { readonly error: string })[];
}

export async function explainErrors({ error: wanted }: ExplainOptions): Promise<ExplainResult> {
  const chosen = Object.entries(pipelineErrors).filter(([name]) => wanted === undefined || name === wanted);
  return { errors: chosen.map(([error, contract]) => ({ error, ...contract })) };
}
