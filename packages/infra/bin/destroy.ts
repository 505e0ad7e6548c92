import { createInterface } from 'node:readline/promises';
import { command } from '../src/deploy/command.ts';
import { type Ask, destroy } from '../src/deploy/destroy.ts';
import { hostOf } from '../src/deploy/host.ts';

/** Only a person at a terminal can answer. */
const ask: Ask = async (question) => {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question);
  terminal.close();
  return answer;
};

// Removes every stack of the stage.
await command(() => destroy(hostOf(process.env), ask));
