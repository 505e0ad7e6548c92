import { parentPort } from 'node:worker_threads';
import { type JsonObject, parseJson } from '../../../../aws/json.ts';
import { parseExpression, sentence } from './expression.ts';
import { functionsOf } from './functions.ts';
import { BUDGET, budget, LimitFault } from './guard.ts';
import { forJsonata, textOf } from './numbers.ts';
import type { Answer, Question, Result } from './workers.ts';

// One evaluation after the other: the next question comes when the result of the last one was sent.

const answers: ((answer: unknown) => void)[] = [];
const ask = <T>(chance: Question['chance']): Promise<T> => {
  parentPort?.postMessage({ chance } satisfies Question);
  return new Promise((resolve) => answers.push(resolve as (answer: unknown) => void));
};
const functions = functionsOf({ random: () => ask('random'), uuid: () => ask('uuid') });

let read: { readonly text: string; readonly data: JsonObject } | undefined;
/** Several expressions of a state read the same data. */
function dataOf(text: string): JsonObject {
  if (read?.text !== text) read = { text, data: forJsonata(parseJson(text)) as JsonObject };
  return read.data;
}

async function evaluated(source: string, text: string): Promise<Result> {
  try {
    const bound = { ...functions, ...dataOf(text), [BUDGET]: budget() };
    const result: unknown = await parseExpression(source).evaluate(undefined, bound);
    if (result === undefined) return { fault: 'returned nothing (undefined).' };
    if (holdsFunction(result)) return { fault: 'returned an unsupported result type.' };
    return { value: textOf(result) };
  } catch (error) {
    return { error: sentence(error), isLimit: error instanceof LimitFault };
  }
}

function holdsFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return true;
  return Object.values(value).some(holdsFunction);
}

parentPort?.on('message', async (message: Answer | { source: string; data: string }) => {
  if ('answer' in message) answers.shift()?.(message.answer);
  else parentPort?.postMessage(await evaluated(message.source, message.data));
});
