import type { Action } from '../../command.ts';
import type { ContractShowOptions } from './options.ts';
import { renderContract } from './render.ts';
import { type ContractShowResult, showContract } from './run.ts';

export const action: Action<ContractShowOptions, ContractShowResult> = {
  run: showContract,
  render: renderContract,
};
