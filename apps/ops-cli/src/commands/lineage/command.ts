import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { example } from '../examples.ts';
import { datasetOption, parseDataset } from '../flags.ts';
import { parseMonthOrExecution } from '../month-operand.ts';

export const lineage = defineCommand({
  name: 'lineage',
  summary: 'What runs read and wrote, as OpenLineage events; a line each, to a file, or to an endpoint.',
  examples: [
    'lineage 2024-09',
    `lineage ${example.run} --out events.ndjson`,
    'lineage 2024-09 --url http://localhost:5000',
  ],
  grammar: (command) =>
    command
      .argument('<months-or-executions...>', 'source months (every execution of each), or executions')
      .addOption(datasetOption)
      .option('--out <file>', 'write them to a file, a line each')
      .option(
        '--url <url>',
        'post them to an endpoint, with OPENLINEAGE_API_KEY as its key where that is set',
      ),
  parse: ([of], { dataset, out, url }) => {
    if (url !== undefined && !/^https?:\/\/[^/?#]+[^?#]*$/.test(url))
      throw new UsageError(
        `${JSON.stringify(url)} is no address of an endpoint`,
        'e.g. http://localhost:5000',
      );
    return { of: of.map(parseMonthOrExecution), dataset: parseDataset(dataset), out, url };
  },
  load: () => import('./run.ts'),
});
