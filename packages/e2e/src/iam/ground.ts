import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileOf, generate, publish } from '../months.ts';
import { synthesized } from './assemblies.ts';
import { lineageEndpoint } from './lineage-endpoint.ts';
import type { Ground } from './prove.ts';

const lastMonth = (now = new Date()): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7);

const MONTHS = { published: '2024-09', damaged: '2024-07', unpublished: lastMonth() } as const;
const ROWS = 500;

/** A stage's assembly, its OpenLineage endpoint, and a publisher with a small month of two datasets and a damaged one. */
export async function groundOf(stage: 'local' | 'dev'): Promise<Ground & { remove(): Promise<void> }> {
  const endpoint = await lineageEndpoint();
  const assembly = await synthesized(stage, endpoint.url);
  const source = await mkdtemp(join(tmpdir(), 'tlc-iam-source-'));
  for (const dataset of ['yellow', 'fhvhv'] as const) {
    const made = await generate(join(source, 'made'), MONTHS.published, ROWS, [], dataset);
    // Not generated any more: stage dev takes published months only.
    await publish(made, source, MONTHS.published, { select: 'SELECT * FROM {source}', dataset });
  }
  await writeFile(
    fileOf(source, MONTHS.damaged),
    'PAR1 and then nothing that a reader of parquet knows PAR0',
  );
  const remove = async (): Promise<void> => {
    await endpoint.close();
    for (const folder of [assembly, source]) await rm(folder, { recursive: true, force: true });
  };
  return { stage, assembly, source, months: MONTHS, endpoint, remove };
}
