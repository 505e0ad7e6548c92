import type { Runtime } from '../../runtime.ts';

/** What the user types to heal a month, as it is typed on this stage. */
export interface Advice {
  /** A command of ops. */
  command(text: string): string;
  /** A statement that writes: stage prod takes it from its administrator only. */
  statement(sql: string): string;
}

export const adviceOf = ({ hint, stage }: Pick<Runtime, 'hint' | 'stage'>): Advice => ({
  command: hint,
  statement: (sql) =>
    stage === 'prod' ? `as the warehouse's administrator: ${sql}` : hint(`sql --write "${sql}"`),
});
