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
  readonly payload: Buffer;
  readonly failed?: boolean;
  /** The process ends with this answer, as Lambda's runtime does after an error that nothing caught. */
  readonly ends?: boolean;
}

export const failure = (errorType: string, errorMessage: string): Answer => ({
  payload: Buffer.from(JSON.stringify({ errorType, errorMessage })),
  failed: true,
});

/** A function's process: takes invocations, gives answers, whatever its language. */
export interface FunctionProcess {
  readonly child: ChildProcess;
  send(invocation: Invocation): void;
  /** Gives undefined where a line was no answer: the function writes where its runtime answers. */
  onAnswer(listener: (answer: Answer | undefined) => void): void;
}

/** Lambda's Python runtimes bring boto3, and simplejson, by which they write results. */
const PYTHON_MODULES = ['boto3==1.42.97', 'simplejson==3.20.2'];

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

/** A line as its bootstrap writes it; bytes are in base64. */
interface Line {
  readonly payload: string;
  readonly encoding?: 'base64';
  readonly failed?: boolean;
  readonly ends?: boolean;
}

function answerOf(line: string): Answer | undefined {
  try {
    const { payload, encoding = 'utf8', ...answer } = JSON.parse(line) as Line;
    return typeof payload === 'string' ? { ...answer, payload: Buffer.from(payload, encoding) } : undefined;
  } catch {
    return undefined;
  }
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
