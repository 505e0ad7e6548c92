import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '../../src/aws/call.ts';

/** A warehouse that runs in another process. */
export interface WarehouseProcess {
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly operator: Credentials;
  readonly child: ChildProcess;
}

/** Starts a warehouse in a process of its own; resolves once it answers. */
export async function startProcess(directory: string): Promise<WarehouseProcess> {
  const script = fileURLToPath(new URL('serve-warehouse.ts', import.meta.url));
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [
    string,
  ];
  return { ...(JSON.parse(line) as Omit<WarehouseProcess, 'child'>), child };
}

/** kill -9, and waits until the process is gone. */
export async function killed({ child }: WarehouseProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
