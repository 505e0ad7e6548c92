import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Kernel } from '../../kernel/kernel.ts';
import { eachLine } from '../../kernel/lines.ts';
import { PythonEnvironments } from '../../kernel/python/environment.ts';

/** What a function's process is asked; the event is JSON. */
export interface Invocation {
  readonly requestId: string;
  readonly event: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** What it answers; the payload is what the runtime made of the result or of the error, JSON as a rule. */
export interface Answer {
  readonly payload: string;
  readonly failed?: boolean;
  /** The process ends with this answer, as Lambda's runtime does after an error that nothing caught. */
  readonly ends?: boolean;
}

export const failure = (errorType: string, errorMessage: string): Answer => ({
  payload: JSON.stringify({ errorType, errorMessage }),
  failed: true,
});

/** A function's process: takes invocations, gives answers, whatever its language. */
export interface FunctionProcess {
  readonly child: ChildProcess;
  send(invocation: Invocation): void;
  onAnswer(listener: (answer: Answer) => void): void;
}

/** Lambda's Python runtimes bring boto3. */
const PYTHON_MODULES = ['boto3==1.42.97'];

interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function commandOf(kernel: Kernel, runtime: string): Promise<Command> {
  const bootstrap = (name: string): string => join(import.meta.dirname, name);
  if (!runtime.startsWith('python'))
    return {
      program: process.execPath,
      args: [bootstrap('bootstrap.mjs')],
      env: { LOCAL_CLOUD_COMPILE_CACHE: kernel.sharedDir('compile-cache') },
    };
  const environments = new PythonEnvironments(kernel.sharedDir('python'), kernel.log, kernel.children);
  return {
    program: await environments.python(PYTHON_MODULES),
    args: ['-u', bootstrap('bootstrap.py')],
    env: { PYTHONPATH: '', PYTHONDONTWRITEBYTECODE: '1' },
  };
}

/** A line that is no answer was not written by the runtime but by the function. */
const BROKEN = failure(
  'Runtime.ExitError',
  'Error: Runtime exited with error: the function wrote to file descriptor 4, by which its runtime answers',
);

function answerOf(line: string): Answer {
  try {
    const answer = JSON.parse(line) as Answer | null;
    if (typeof answer?.payload === 'string') return answer;
  } catch {
    // no JSON
  }
  return { ...BROKEN, ends: true };
}

/** Starts the process of one execution environment: it reads invocations from file descriptor 3 and answers on 4. */
export async function startProcess(
  kernel: Kernel,
  runtime: string,
  cwd: string,
  env: Record<string, string>,
): Promise<FunctionProcess> {
  const { program, args, env: own } = await commandOf(kernel, runtime);
  const child = kernel.children.spawn(program, args, {
    cwd,
    env: { ...env, ...own },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const requests = child.stdio[3] as Writable;
  requests.on('error', () => undefined); // the process has ended: its `exit` tells
  return {
    child,
    send: (invocation) => void requests.write(`${JSON.stringify(invocation)}\n`),
    onAnswer: (listener) => eachLine(child.stdio[4] as Readable, (line) => listener(answerOf(line))),
  };
}
