import { type Ended, run } from '@tlc-elt/testing';

/** Runs a command to its end and times the whole process; throws with its output where it fails. */
export const timed = async (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Ended> => succeeded(await run(command, args, { env }), `${command} ${args.join(' ')}`);

/** Gives how a command ended; throws with its output where it failed. */
export function succeeded(ended: Ended, command: string): Ended {
  if (ended.code === 0) return ended;
  throw new Error(`${command} ended with ${ended.code}:\n${ended.stderr}\n${ended.stdout}`);
}
