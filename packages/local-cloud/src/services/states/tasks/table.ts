import type { TaskRules } from '../definition/check-state.ts';
import type { Integration, TaskIo } from '../interpreter/host.ts';
import { awsSdkRecipes } from './aws-sdk.ts';
import { callbackRecipes } from './callback.ts';
import { glueRecipes } from './glue.ts';
import { lambdaRecipes } from './lambda.ts';
import type { Cookbook, Recipe, TaskWorld } from './recipe.ts';
import { s3Recipes } from './s3.ts';
import { snsRecipes } from './sns.ts';
import { sqsRecipes } from './sqs.ts';
import { startExecutionRecipes } from './start-execution.ts';

const COOKBOOKS: readonly Cookbook[] = [
  lambdaRecipes,
  glueRecipes,
  snsRecipes,
  sqsRecipes,
  startExecutionRecipes,
  s3Recipes,
  awsSdkRecipes,
];
const ALL: readonly Cookbook[] = [...COOKBOOKS, callbackRecipes(COOKBOOKS)];

/** What a Task state can call, for people. */
export const SUPPORTED_RESOURCES = [
  ...['arn:aws:states:::lambda:invoke', 'arn:aws:lambda:REGION:ACCOUNT:function:NAME'],
  ...[
    'arn:aws:states:::glue:startJobRun',
    'arn:aws:states:::glue:startJobRun.sync',
    'arn:aws:states:::sns:publish',
    'arn:aws:states:::sqs:sendMessage',
  ],
  ...['arn:aws:states:::states:startExecution', 'arn:aws:states:::states:startExecution.sync'],
  ...['arn:aws:states:::states:startExecution.sync:2', 'arn:aws:states:::aws-sdk:SERVICE:ACTION'],
  '….waitForTaskToken of these but Glue',
];

function recipeFor(resource: string): Recipe | undefined {
  for (const cookbook of ALL) {
    const recipe = cookbook(resource);
    if (recipe) return recipe;
  }
  return undefined;
}

/** Refuses what no recipe is for by its name, when the definition is loaded. */
export const taskRules: TaskRules = (resource, parameters) => {
  const recipe = recipeFor(resource);
  if (recipe) return recipe.check(parameters);
  const message = `The resource ${resource} is not supported by the local cloud; supported are ${SUPPORTED_RESOURCES.join(', ')}`;
  return [{ message, at: 'Resource' }];
};

/** The integration behind a Resource, for one execution. */
export function integrationFor(resource: string, world: TaskWorld): Integration {
  const recipe = recipeFor(resource);
  if (!recipe) throw new Error(`a definition with the unknown resource ${resource} was loaded`);
  const { resume, ...others } = recipe;
  return {
    ...others,
    ...(resume ? { resume: (io: TaskIo) => resume(io, world) } : {}),
    region: world.kernel.region,
    heartbeats: recipe.callback === true,
    run: (parameters, io) => recipe.run(parameters, io, world),
  };
}
