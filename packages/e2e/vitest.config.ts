import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take minutes, longest first. */
const LONG = [
  'adding-a-column',
  'faults',
  'model',
  'iam',
  'deployment',
  'verify',
  'deployment-prod',
  'dev-spark',
  'workflow-deployment',
  'iam-spark',
  'deployment-local',
  'samples',
  'kill',
  'campaigns',
];

const place = ({ moduleId }: TestSpecification): number => {
  const at = LONG.indexOf(basename(moduleId, '.test.ts'));
  return at === -1 ? LONG.length : at;
};

/** By default the shortest files come last, and iam-spark is short: it would run on beside an idle core. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

// A run waits about half of its time, so two files at a time fill two cores.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 300_000,
    sequence: { sequencer: LongestFirst },
  },
});
