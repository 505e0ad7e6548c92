import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { datasetOption, parseDataset } from '../flags.ts';

export const contractExport = defineCommand({
  name: 'contract export',
  summary: 'The contract of a table in an open format, for the tools of others; needs no stage.',
  examples: ['contract export --odcs', 'contract export --odcs --dataset green --database copy.duckdb'],
  stage: 'not needed',
  grammar: (command) =>
    command
      .addOption(datasetOption)
      .option('--odcs', 'by the Open Data Contract Standard 3.1, as YAML')
      .option(
        '--database <file>',
        'a DuckDB database with the table, as the server that rules are tested on',
      ),
  parse: (_operands, { dataset, odcs, database }) => {
    if (odcs !== true) throw new UsageError('the format is missing', 'there is one: --odcs');
    return { dataset: parseDataset(dataset), database };
  },
  load: () => import('./run.ts'),
});
