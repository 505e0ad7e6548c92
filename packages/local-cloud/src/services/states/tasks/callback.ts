import { TaskFailure, type TaskIo } from '../interpreter/host.ts';
import type { Json } from '../language/json.ts';
import type { Cookbook, Recipe, TaskWorld } from './recipe.ts';

const SUFFIX = '.waitForTaskToken';

/** Resources that can hand a token out (developer guide, "Optimized integrations"), beside every `aws-sdk` one. */
const CALLBACKS =
  /:states:::(lambda:invoke|sns:publish|sqs:sendMessage|states:startExecution|aws-sdk:\w+:\w+)$/;

/** `….waitForTaskToken`: the request hands a token out, the task ends when somebody answers with it. */
export function callbackRecipes(cookbooks: readonly Cookbook[]): Cookbook {
  return (resource) => {
    const base = resource.slice(0, -SUFFIX.length);
    if (!resource.endsWith(SUFFIX) || !CALLBACKS.test(base)) return undefined;
    for (const cookbook of cookbooks) {
      const recipe = cookbook(base);
      if (recipe) return withCallback(recipe);
    }
    return undefined;
  };
}

function withCallback(recipe: Recipe): Recipe {
  return {
    ...recipe,
    resource: `${recipe.resource}${SUFFIX}`,
    callback: true,
    run: (parameters, io, world) => handOut(recipe, parameters, io, world),
    resume: (io, world) => world.tokens.wait(io.taskToken as string, world.stateMachineArn, io),
  };
}

async function handOut(recipe: Recipe, parameters: Json, io: TaskIo, world: TaskWorld): Promise<Json> {
  const token = io.taskToken as string;
  const answer = world.tokens.wait(token, world.stateMachineArn, io);
  try {
    io.submitted(await recipe.run(parameters, io, world));
  } catch (error) {
    world.tokens.forget(token);
    if (!(error instanceof TaskFailure) || error.terminal) throw error;
    throw new TaskFailure(error.error, error.message, 'submitting');
  }
  return answer;
}
