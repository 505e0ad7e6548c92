import type { JsonObject } from '../../src/aws/json.ts';

const STEPS = 20;

/** Twenty states, one after the other: tasks, and a wait of one second in the middle. */
export const TASKS_AND_WAITS: JsonObject = machineOf(
  (index): JsonObject =>
    index === STEPS / 2
      ? { Type: 'Wait', Seconds: 1 }
      : {
          Type: 'Task',
          Resource: 'arn:aws:states:::sns:publish',
          Parameters: { Message: `${index}` },
          ResultPath: null,
        },
);

/** Twenty Pass states, each of which notes that it ran. */
export const TWENTY_PASSES: JsonObject = machineOf(
  (index): JsonObject => ({ Type: 'Pass', Result: index, ResultPath: `$.s${index}` }),
);

function machineOf(step: (index: number) => JsonObject): JsonObject {
  const states = Array.from({ length: STEPS }, (_, index): [string, JsonObject] => {
    const next: JsonObject = index === STEPS - 1 ? { End: true } : { Next: `S${index + 1}` };
    return [`S${index}`, { ...step(index), ...next }];
  });
  return { StartAt: 'S0', States: Object.fromEntries(states) };
}
