import { type Difference, differences, type Templates } from './differences.ts';

/** Longer lists say nothing to a reader. */
const MOST_PATHS = 6;

const what = ({ change, paths }: Difference): string => {
  if (change !== 'changed') return change;
  const shown = paths.slice(0, MOST_PATHS).map((path) => `\`${path}\``);
  return `changed: ${shown.join(', ')}${paths.length > MOST_PATHS ? ` and ${paths.length - MOST_PATHS} more` : ''}`;
};

/** Markdown: a table of what a change does to a stage's resources; what would lose data stands first. */
export function renderDifferences(
  stage: string,
  before: Templates | undefined,
  after: Templates | undefined,
): string {
  const title = `### Templates of stage ${stage}\n`;
  if (!after) return `${title}\nThey could not be synthesized.\n`;
  if (!before) return `${title}\nThe base could not be synthesized, so there is nothing to compare with.\n`;
  const all = differences(before, after);
  if (all.length === 0) return `${title}\nNo difference.\n`;
  const removed = all.filter(
    ({ change, type }) => change === 'removed' && /S3::Bucket$|RedshiftServerless/.test(type),
  );
  const warning = removed.map(
    ({ logicalId, stack }) => `> **${logicalId} of ${stack} holds data and would be removed.**\n`,
  );
  const rows = all.map(
    (difference) =>
      `| ${difference.stack} | ${difference.logicalId} | ${difference.type} | ${what(difference)} |`,
  );
  return [
    title,
    ...warning,
    '| stack | resource | type | change |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
