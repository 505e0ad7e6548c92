import type { StageChoice } from './choose-stage.ts';

/** What the user types to bring a stage to this clone: templates, functions, jobs and the contract in them. */
export const deploymentOf = ({ stage, endpoint }: StageChoice, runner: string): string => {
  if (endpoint === 'aws') return `${runner} turbo deploy`;
  return `${runner} local up --detach --replace${stage === 'local' ? '' : ` --stage ${stage}`}`;
};
