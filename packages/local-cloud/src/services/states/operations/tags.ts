import type { ListTagsForResourceInput, TagResourceInput, UntagResourceInput } from '@aws-sdk/client-sfn';
import type { Input, Operation } from '../../../kernel/service.ts';
import { fail, type StepFunctions } from '../step-functions.ts';

/** API reference: a resource has at most 50 tags. */
const MOST_TAGS = 50;

export const listTagsForResource: Operation<StepFunctions> = {
  takes: ['resourceArn'],
  run: (states, { resourceArn }: Input<ListTagsForResourceInput>, call) => ({
    tags: states.tagged(call, resourceArn).tags,
  }),
};

export const tagResource: Operation<StepFunctions> = {
  takes: ['resourceArn', 'tags'],
  run: (states, input: Input<TagResourceInput>, call) => {
    const machine = states.tagged(call, input.resourceArn);
    const added = input.tags.map(({ key = '', value = '' }) => ({ key, value }));
    const kept = machine.tags.filter(({ key }) => !added.some((tag) => tag.key === key));
    const tags = [...kept, ...added];
    if (tags.length > MOST_TAGS) fail('TooManyTags', `Too many tags: '${input.resourceArn}'`);
    states.machines.tag(machine, tags);
    return {};
  },
};

export const untagResource: Operation<StepFunctions> = {
  takes: ['resourceArn', 'tagKeys'],
  run: (states, { resourceArn, tagKeys }: Input<UntagResourceInput>, call) => {
    const machine = states.tagged(call, resourceArn);
    const kept = machine.tags.filter(({ key }) => !tagKeys.includes(key));
    states.machines.tag(machine, kept);
    return {};
  },
};
