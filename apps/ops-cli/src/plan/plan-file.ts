import { readFile } from 'node:fs/promises';
import { MonthsPlan } from '@tlc-elt/contracts';
import * as z from 'zod';
import { Failed } from '../errors.ts';
import type { Runtime } from '../runtime.ts';

/** The plan in a file of `ops plan`; throws Failed that says what is wrong with it, and where. */
export async function readPlan(runtime: Runtime, file: string): Promise<MonthsPlan> {
  const text = await readFile(runtime.fileOf(file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw notAPlan(runtime, `${file} cannot be read: ${error.code}`, error);
  });
  const plan = MonthsPlan.safeParse(json(runtime, file, text));
  if (plan.success) return plan.data;
  throw notAPlan(runtime, `${file} is no plan of this version of ops:\n${z.prettifyError(plan.error)}`);
}

function json(runtime: Runtime, file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notAPlan(runtime, `${file} is no plan: ${(error as Error).message}`, error);
  }
}

const notAPlan = (runtime: Runtime, what: string, cause?: unknown): Failed =>
  new Failed(what, `make one: ${runtime.hint('plan --out plan.json')}`, cause);
