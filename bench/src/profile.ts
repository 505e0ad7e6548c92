import { join } from 'node:path';
import { root } from '@tlc-elt/testing';
import { timed } from './command.ts';
import { plain } from './place.ts';
import { MODULES } from './plain-script.ts';
import { pythonWith } from './python.ts';
import { fileOf, type Generated, generatedMonths, YELLOW } from './stage.ts';
import { spread } from './statistics.ts';
import { loadOfMachine } from './volume.ts';

const FHVHV: Generated = { dataset: 'fhvhv', month: '2024-05' };

interface Seconds {
  readonly with: number;
  readonly without: number;
}

interface Cost {
  readonly cpu: Seconds;
  readonly clock: Seconds;
  readonly bytes: number;
}

/** What the profile of a full month adds to TransformTrips by DuckDB; a busy machine measures CPU seconds alone. */
export async function benchProfile(runs: number): Promise<void> {
  const python = await pythonWith('plain', MODULES);
  for (const [folder, month] of [
    ['published', YELLOW],
    ['volume', FHVHV],
  ] as const) {
    const file = fileOf(await generatedMonths(folder, [month]), month);
    const script = [plain('profile_cost.py'), join(root, 'glue-scripts'), month.dataset, file, String(runs)];
    const { stdout } = await timed(python, script, process.env);
    const costs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Cost);
    console.log(`full month of ${month.dataset}, DuckDB, TransformTrips, ${runs} runs (minimum – median – maximum); load ${loadOfMachine()}
  CPU, without the profile    ${spread(costs.map(({ cpu }) => cpu.without))}
  CPU, with it                ${spread(costs.map(({ cpu }) => cpu.with))}
  clock, without the profile  ${spread(costs.map(({ clock }) => clock.without))}
  clock, with it              ${spread(costs.map(({ clock }) => clock.with))}
  its JSON                    ${costs[0]?.bytes} bytes`);
  }
}
