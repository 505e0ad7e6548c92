import { describe, expect, test } from 'vitest';
import { Dataset } from '../dataset/datasets.ts';
import { PipelineError } from '../errors.ts';
import { parsePipelineInput } from './pipeline-input.ts';

const plain = {
  dataset: 'yellow',
  force: false,
  no_wait: false,
  accept_quarantine: false,
  accept_older: false,
  accept_shrink: false,
  accept_republication: false,
  accept_unusual: false,
};

describe("an execution's input", () => {
  test.each([
    [
      { dataset: 'yellow', month: '2024-09' },
      { ...plain, month: '2024-09' },
    ],
    [
      { month: '2024-09', force: true },
      { ...plain, month: '2024-09', force: true },
    ],
    [
      { year: '2024', month: '09' },
      { ...plain, month: '2024-09' },
    ],
    [
      { year: 2024, month: 9 },
      { ...plain, month: '2024-09' },
    ],
    [
      { year: '2024', month: '9', no_wait: true, accept_quarantine: false },
      { ...plain, month: '2024-09', no_wait: true, accept_quarantine: false },
    ],
    [
      {
        month: '2024-09',
        accept_older: true,
        accept_shrink: true,
        accept_republication: true,
        publication: '28cb1b-4',
      },
      {
        ...plain,
        month: '2024-09',
        accept_older: true,
        accept_shrink: true,
        accept_republication: true,
        publication: '28cb1b-4',
      },
    ],
    [
      { month: '2024-09', plan: { id: '0123456789abcdef', etag: '28cb1b-4' } },
      { ...plain, month: '2024-09', plan: { id: '0123456789abcdef', etag: '28cb1b-4' } },
    ],
  ])('%j is understood', (input, expected) => {
    expect(parsePipelineInput(input)).toEqual(expected);
  });

  test.each([
    [{ month: '2024-13' }],
    [{ year: '2024', month: '00' }],
    [{ year: '24', month: '09' }],
    [{ month: '2024-09', monht: 1 }],
    [{ month: '2024-09', publication: '..' }],
    [{ month: '2024-09', publication: '28cb/1b' }],
    [{ month: '2024-09', publication: 'a'.repeat(101) }],
    [{ month: '2024-09', plan: '0123456789abcdef' }],
    [{ month: '2024-09', plan: { id: '0123456789ABCDEF', etag: 'e' } }],
    [{ month: '2024-09', plan: { id: '0123456789abcdef' } }],
    [{}],
    [null],
    ['2024-09'],
  ])('%j is refused with both accepted forms', (input) => {
    expect(() => parsePipelineInput(input)).toThrow(PipelineError);
    expect(() => parsePipelineInput(input)).toThrow(expect.objectContaining({ name: 'PipelineInputError' }));
    expect(() => parsePipelineInput(input)).toThrow(/"month":"2024-09".*"year":"2024"/);
  });

  test('a dataset that is not deployed is named, with those that are', () => {
    expect(() => parsePipelineInput({ dataset: 'airships', month: '2024-09' })).toThrow(
      new RegExp(
        `^the stage's deployed contract has no dataset "airships", but ${Dataset.options.join(', ')}\\. .*pnpm turbo deploy`,
      ),
    );
  });
});
