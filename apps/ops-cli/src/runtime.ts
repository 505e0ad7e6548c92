import type { Stage } from '@tlc-elt/contracts';
import type { ClientOf } from './aws/clients.ts';
import type { StageParameters } from './aws/parameters.ts';
import type { Progress } from './terminal/progress.ts';

/** What a command works with: the stage behind SDK clients, time, and where progress goes. */
export interface Runtime {
  readonly stage: Stage;
  /** Whether AWS or a local cloud answers for the stage: only what a local cloud has not is left out by it. */
  readonly endpoint: 'aws' | 'local';
  readonly client: ClientOf;
  /** Read once, when first asked for. */
  parameters(): Promise<StageParameters>;
  readonly progress: Progress;
  /** One line of a result that is streamed to stdout. */
  print(line: string): void;
  now(): Date;
  /** Rejects with AbortError when the user stops watching. */
  sleep(ms: number): Promise<void>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** What the user would type: `hint('verify 2024-09')` → `pnpm ops verify 2024-09`. */
  hint(command: string): string;
  readStdin(): Promise<string>;
  /** A file that the user named, wherever he stands. */
  fileOf(name: string): string;
}
