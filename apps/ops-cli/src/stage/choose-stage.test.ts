import { describe, expect, test } from 'vitest';
import { chooseStage } from './choose-stage.ts';

describe('the stage', () => {
  test.each([
    [{}, {}, { stage: 'local', endpoint: 'local' }],
    [{}, { TLC_STAGE: 'dev' }, { stage: 'dev', endpoint: 'aws' }],
    [{ stage: 'prod' }, { TLC_STAGE: 'dev' }, { stage: 'prod', endpoint: 'aws' }],
    [{}, { TLC_STAGE: '' }, { stage: 'local', endpoint: 'local' }],
    [{ stage: 'dev', endpoint: 'local' }, {}, { stage: 'dev', endpoint: 'local' }],
    [{ stage: 'dev' }, { TLC_ENDPOINT: 'local' }, { stage: 'dev', endpoint: 'local' }],
    [{ stage: 'dev', endpoint: 'aws' }, { TLC_ENDPOINT: 'local' }, { stage: 'dev', endpoint: 'aws' }],
  ])('%j with %j is %j', (flags, environment, expected) => {
    expect(chooseStage(flags, environment)).toEqual(expected);
  });

  test.each([
    [{ stage: 'staging' }, 'there is no stage "staging"'],
    [{ endpoint: 'localhost' }, '"localhost" is no endpoint'],
    [{ stage: 'local', endpoint: 'aws' }, 'stage local runs on a local cloud, not on AWS'],
  ])('%j is refused', (flags, message) => {
    expect(() => chooseStage(flags, {})).toThrow(expect.objectContaining({ exitCode: 2, message }));
  });
});
