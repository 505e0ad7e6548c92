import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasets } from '@tlc-elt/contracts';
import type { TriedDataset } from '../trips.ts';
import type { World } from './world.ts';

/** An OpenLineage event, as far as it is looked at beside what OpenLineage's own client says of it. */
interface LineageEvent {
  readonly eventType: string;
  readonly job: { readonly name: string };
  readonly run: {
    readonly facets: {
      readonly executionParameters: { readonly parameters: readonly { key: string; value: string }[] };
      readonly parent?: unknown;
      readonly errorMessage?: { readonly message: string };
    };
  };
  readonly outputs: readonly {
    readonly name: string;
    readonly outputFacets: { readonly outputStatistics?: { readonly rowCount: number } };
  }[];
}

/** Rows that a run has written, by table. */
type Written = Readonly<Record<string, number | undefined>>;

interface LineageRun {
  readonly name: string;
  /** Events that end it: one. */
  readonly ends: readonly string[];
  readonly message: string | undefined;
  readonly written: Written;
}

const executionOf = ({ run }: LineageEvent): string =>
  run.facets.executionParameters.parameters
    .find(({ key }) => key === 'execution_arn')
    ?.value.split(':')
    .at(-1) ?? '';

/** What `ops lineage` tells of runs. */
export class Lineage {
  readonly events: readonly LineageEvent[];

  constructor(events: readonly LineageEvent[]) {
    this.events = events;
  }

  /** Of every run of these months. */
  static async of({ stage }: World, dataset: TriedDataset, months: readonly string[]): Promise<Lineage> {
    const file = join(stage.folder, `${dataset}.ndjson`);
    const { code, stderr } = await stage.ops('lineage', ...months, '--dataset', dataset, '--out', file);
    if (code !== 0) throw new Error(`ops lineage ended with ${code}: ${stderr}`);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    return new Lineage(lines.map((line) => JSON.parse(line) as LineageEvent));
  }

  /** The runs of a month, by their names. */
  runsOf(dataset: TriedDataset, month: string): LineageRun[] {
    const whole = this.events.filter(({ run }) => run.facets.parent === undefined);
    const names = whole.map(executionOf).filter((name) => name.startsWith(`${dataset}-${month}-`));
    return [...new Set(names)].sort().map((name) => {
      const ends = whole.filter(
        (event) => executionOf(event) === name && !['START', 'RUNNING'].includes(event.eventType),
      );
      const rows = ends.flatMap(({ outputs }) =>
        outputs.map((output) => [output.name, output.outputFacets.outputStatistics?.rowCount] as const),
      );
      return {
        name,
        ends: ends.map(({ eventType }) => eventType),
        message: ends[0]?.run.facets.errorMessage?.message,
        written: Object.fromEntries(rows),
      };
    });
  }
}

/** What the ledger says that these runs have written: nothing, of those that it has no load of. */
export async function writtenBy(
  { clients }: World,
  dataset: TriedDataset,
  month: string,
  runs: readonly LineageRun[],
): Promise<Written[]> {
  const loads = await clients.sql<{ run_id: string; loaded_rows: number; quarantined_rows: number }>(
    `SELECT run_id, loaded_rows, quarantined_rows FROM load_ledger
      WHERE dataset = '${dataset}' AND source_month = '${month}-01' ORDER BY load_number DESC`,
  );
  const { table, quarantineTable } = datasets[dataset];
  return runs.map(({ name }) => {
    const load = loads.find(({ run_id }) => run_id === name);
    if (load === undefined) return {};
    return {
      [`tlc.public.${table}`]: load.loaded_rows,
      [`tlc.public.${quarantineTable}`]: load.quarantined_rows,
    };
  });
}
