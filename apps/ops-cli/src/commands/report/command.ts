import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { datasetOption, parseDataset } from '../flags.ts';
import { parseMonth } from '../month-operand.ts';

const FORMS = ['.html', '.md'];

export const report = defineCommand({
  name: 'report',
  summary: 'The passport of a loaded month: is it complete, is it odd, what is in it; Markdown, or a page.',
  examples: [
    'report 2024-09',
    'report 2024-09 --open',
    'report 2024-09 --out 2024-09.html',
    'report 2024-09 --json',
  ],
  grammar: (command) =>
    command
      .argument('<month>', 'source month, YYYY-MM')
      .addOption(datasetOption)
      .option('--out <file>', 'write it to a file: .html or .md')
      .option('--open', 'write the page to a temporary file, and show it in the browser'),
  parse: ([month], { dataset, out, open = false }) => {
    if (out !== undefined && !FORMS.some((form) => out.endsWith(form)))
      throw new UsageError(
        `${JSON.stringify(out)} has no form that a report has`,
        '--out FILE.html or FILE.md',
      );
    if (out !== undefined && open) throw new UsageError('--out and --open are two ways', 'name one of them');
    return { dataset: parseDataset(dataset), month: parseMonth(month), out, open };
  },
  load: () => import('./run.ts'),
});
