import type { View } from '../../command.ts';
import { asTyped } from '../../terminal/hint.ts';
import { count, table } from '../../terminal/table.ts';
import type { Finding } from './judge-schema.ts';
import type { ContractCheckResult, FileVerdict } from './run.ts';

/** One line per file; below a refused one its columns, and what to do. */
export const renderVerdicts = ({ files }: ContractCheckResult, view: View): string =>
  files.map((file) => verdict(file, view)).join('\n\n');

function verdict(file: FileVerdict, { style, hint }: View): string {
  const generated = file.generated ? ` ${style.yellow('generated')}` : '';
  if (file.ok)
    return `${style.green('ok')}  ${file.file}: ${count(file.rows)} rows, era ${file.era}${generated}`;
  const reason = file.reason ?? `does not fit era ${file.era}`;
  const columns =
    file.findings.length === 0
      ? []
      : [
          table<Finding>(
            [
              { title: 'column', value: ({ column }) => column },
              { title: 'expected', value: ({ expected }) => expected },
              { title: 'found', value: ({ found }) => found },
            ],
            file.findings,
          ),
        ];
  const next = asTyped(file.next ?? '', hint);
  return [`${style.red(file.error ?? '')}  ${file.file}: ${reason}`, ...columns, `next:  ${next}`].join('\n');
}
