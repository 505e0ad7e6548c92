import { type Dataset, DEFAULT_DATASET } from '@tlc-elt/contracts';
import type { Runtime } from '../../runtime.ts';

/** What the user types to heal a month, as it is typed on this stage. */
export interface Advice {
  /** A command of ops. */
  command(text: string): string;
  /** A statement that writes: stage prod takes it from its administrator only. */
  statement(sql: string): string;
}

/** Of one of several datasets, commands name it. */
export const adviceOf = (
  { hint, stage }: Pick<Runtime, 'hint' | 'stage'>,
  { dataset, among }: { readonly dataset: Dataset; readonly among: boolean },
): Advice => ({
  command: (text) => hint(among && dataset !== DEFAULT_DATASET ? `${text} --dataset ${dataset}` : text),
  statement: (sql) =>
    stage === 'prod' ? `as the warehouse's administrator: ${sql}` : hint(`sql --write "${sql}"`),
});
