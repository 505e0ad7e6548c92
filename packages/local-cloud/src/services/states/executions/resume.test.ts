import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionOf, playMachine } from '../../../../testing/states/run-machine.ts';
import type { Json, JsonObject } from '../../../aws/json.ts';
import { progressOf } from './standing.ts';
import type { StoredEvent } from './stored-event.ts';

/** A thread of states whose names need encoding; the last one ends it. */
function graphOf(states: readonly JsonObject[]): JsonObject {
  const name = (index: number): string => `S/${index}[x]`;
  const named = states.map((state, index): [string, JsonObject] => [
    name(index),
    { ...state, ...(index === states.length - 1 ? { End: true } : { Next: name(index + 1) }) },
  ]);
  return { StartAt: name(0), States: Object.fromEntries(named) };
}

const { graph } = fc.letrec<{ graph: JsonObject; state: JsonObject }>((tie) => ({
  graph: fc.array(tie('state'), { minLength: 1, maxLength: 3 }).map(graphOf),
  state: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer().map((Result): JsonObject => ({ Type: 'Pass', Result, ResultPath: '$.p' })),
    fc.nat({ max: 9 }).map((Seconds): JsonObject => ({ Type: 'Wait', Seconds })),
    fc
      .array(tie('graph'), { minLength: 1, maxLength: 3 })
      .map((Branches): JsonObject => ({ Type: 'Parallel', Branches, ResultPath: '$.b' })),
    fc.tuple(tie('graph'), fc.nat({ max: 2 })).map(
      ([ItemProcessor, MaxConcurrency]): JsonObject => ({
        Type: 'Map',
        ItemProcessor,
        MaxConcurrency,
        ItemsPath: '$.items',
        ResultPath: '$.m',
        ItemSelector: { 'items.$': '$.items', 'value.$': '$$.Map.Item.Value' },
      }),
    ),
  ),
}));

const input = { items: [1, 2] };

describe('an execution that was cut off after any of its events', () => {
  it.each([false, true])('has the variables of each scope that it had (redriven: %s)', async (redriven) => {
    const machine: JsonObject = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1, 'gone.$': '$.items' }, Next: 'W' },
        W: { Type: 'Wait', Seconds: 5, QueryLanguage: 'JSONata', Assign: { x: '{% $x + 1 %}' }, Next: 'M' },
        M: {
          Type: 'Map',
          ItemsPath: '$.items',
          MaxConcurrency: 1,
          Next: 'Z',
          ItemProcessor: {
            StartAt: 'I',
            States: {
              I: { Type: 'Pass', Assign: { 'y.$': '$' }, Next: 'J' },
              J: { Type: 'Wait', Seconds: 3, Next: 'K' },
              K: { Type: 'Pass', Parameters: { 'x.$': '$x', 'y.$': '$y' }, End: true },
            },
          },
        },
        Z: { Type: 'Pass', Parameters: { 'x.$': '$x', 'all.$': '$', 'gone.$': '$gone' }, End: true },
      },
    };
    const whole = await playMachine(machine, input);
    const stored = whole.events.map(
      (event, index): StoredEvent => ({ id: index + 1, timestamp: 0, ...event }),
    );
    for (let known = 1; known < stored.length; known += 1) {
      const progress = progressOf(
        definitionOf(machine),
        input,
        stored.slice(0, known),
        redriven ? new Date(0) : undefined,
      );
      if ('output' in progress) continue;
      const more = { from: progress.position, cursor: progress.position.cursor ?? known };
      expect((await playMachine(machine, input, {}, more)).ending).toEqual(whole.ending);
    }
    const output = { x: 2, all: [1, 2].map((y) => ({ x: 2, y })), gone: [1, 2] };
    expect(whole.ending).toEqual({ status: 'SUCCEEDED', output });
  });

  it('ends with the same output, whether it goes on after a restart or by a redrive', async () => {
    await fc.assert(
      fc.asyncProperty(graph, fc.nat(), fc.boolean(), async (machine, cut, redriven) => {
        const whole = await playMachine(machine, input);
        const stored = whole.events.map(
          (event, index): StoredEvent => ({ id: index + 1, timestamp: 0, ...event }),
        );
        const known = stored.slice(0, 1 + (cut % (stored.length - 1)));
        const progress = progressOf(definitionOf(machine), input, known, redriven ? new Date(0) : undefined);
        if ('output' in progress) {
          expect({ status: 'SUCCEEDED', output: progress.output }).toEqual(whole.ending);
          return;
        }
        const rest = await playMachine(
          machine,
          input,
          {},
          { from: progress.position, cursor: progress.position.cursor ?? known.length },
        );
        expect(rest.ending).toEqual(whole.ending);
      }),
      { numRuns: 150 },
    );
  });

  it('repeats no state that was left, but for those inside an unfinished one', async () => {
    await fc.assert(
      fc.asyncProperty(graph, fc.nat(), async (machine, cut) => {
        const whole = await playMachine(machine, input);
        const stored = whole.events.map(
          (event, index): StoredEvent => ({ id: index + 1, timestamp: 0, ...event }),
        );
        const known = stored.slice(0, 1 + (cut % (stored.length - 1)));
        const progress = progressOf(definitionOf(machine), input, known);
        if ('output' in progress) return;
        const rest = await playMachine(machine, input, {}, { from: progress.position });
        const exits = (events: readonly { type: string }[]): number =>
          events.filter(({ type }) => type.endsWith('StateExited')).length;
        expect(exits(known) + exits(rest.events)).toBe(exits(stored));
      }),
      { numRuns: 150 },
    );
  });

  it('has a history whose events follow earlier ones of their thread', async () => {
    await fc.assert(
      fc.asyncProperty(graph, async (machine) => {
        const { events } = await playMachine(machine, input);
        const entered: Json[] = [];
        for (const [index, { type, previousEventId }] of events.entries()) {
          expect(previousEventId).toBeLessThan(index + 1);
          if (type.endsWith('StateEntered')) entered.push(index);
        }
        expect(events.filter(({ type }) => type.endsWith('StateExited'))).toHaveLength(entered.length);
        expect(events.at(-1)?.type).toBe('ExecutionSucceeded');
      }),
      { numRuns: 100 },
    );
  });
});
