import { join } from 'node:path';
import { LocalCloud } from '@tlc-elt/testing';
import { expect, inject, test } from 'vitest';

// As a user runs it: the local cloud is a command of its own, and refuses what it does not know.
test.each(['local', 'dev'] as const)(
  'the local cloud starts on the assembly of stage %s as it is deployed',
  async (stage) => {
    const cloud = await LocalCloud.start({ stage, assembly: join(inject('assemblies'), stage) });
    try {
      const rows = JSON.parse((await cloud.local('iam', '--json')).stdout) as { role: string }[];
      expect(new Set(rows.map(({ role }) => role)).size).toBe(9);
    } finally {
      await cloud.remove();
    }
  },
);
