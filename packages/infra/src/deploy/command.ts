import { asTypedBy, scriptRunner } from '@tlc-elt/contracts';
import { Refusal } from './refusal.ts';

/** Refused: nothing was changed. */
const REFUSED = 3;

/** Runs a command to its exit code; a refusal is one sentence, not a stack trace. */
export async function command(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`refused: ${asTypedBy(error.message, scriptRunner(process.env))}`);
    process.exitCode = REFUSED;
  }
}
