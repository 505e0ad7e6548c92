import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { Kernel } from '../../kernel/kernel.ts';
import { PythonEnvironments } from '../glue/python/environment.ts';
import { eachLine } from '../lines.ts';

/** What a function's process answers. */
export interface Answer {
  readonly requestId: string;
  readonly payload?: unknown;
  readonly failure?: unknown;
  /** The process ends with this answer, as Lambda's runtime does after an error that nothing caught. */
  readonly ends?: boolean;
}

/** A function's process: takes invocations, gives answers, whatever its language. */
export interface FunctionProcess {
  readonly child: ChildProcess;
  send(invocation: unknown): void;
  onAnswer(listener: (answer: Answer) => void): void;
}

/** Lambda's Python runtimes bring boto3. */
const PYTHON_MODULES = ['boto3==1.42.97'];

function startNode(kernel: Kernel, cwd: string, env: Record<string, string>): FunctionProcess {
  const child = kernel.children.spawn(process.execPath, [join(import.meta.dirname, 'bootstrap.mjs')], {
    cwd,
    env: { ...env, LOCAL_CLOUD_COMPILE_CACHE: kernel.sharedDir('compile-cache') },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'json',
  });
  return {
    child,
    // Sending to a process that has just ended is told by its `exit`.
    send: (invocation) => void child.send(invocation as object, () => undefined),
    onAnswer: (listener) => child.on('message', (message) => listener(message as Answer)),
  };
}

async function startPython(
  kernel: Kernel,
  cwd: string,
  env: Record<string, string>,
): Promise<FunctionProcess> {
  const environments = new PythonEnvironments(kernel.sharedDir('python'), kernel.log, kernel.children);
  const python = await environments.python(PYTHON_MODULES);
  const child = kernel.children.spawn(python, ['-u', join(import.meta.dirname, 'bootstrap.py')], {
    cwd,
    env: { ...env, PYTHONPATH: '', PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const requests = child.stdio[3] as Writable;
  requests.on('error', () => undefined); // the process has ended: its `exit` tells
  return {
    child,
    send: (invocation) => void requests.write(`${JSON.stringify(invocation)}\n`),
    onAnswer: (listener) => {
      const answers = child.stdio[4];
      if (answers && 'setEncoding' in answers)
        eachLine(answers, (line) => listener(JSON.parse(line) as Answer));
    },
  };
}

/** Starts the process of one execution environment. */
export const startProcess = async (
  kernel: Kernel,
  runtime: string,
  cwd: string,
  env: Record<string, string>,
): Promise<FunctionProcess> =>
  runtime.startsWith('python') ? startPython(kernel, cwd, env) : startNode(kernel, cwd, env);
