import { type Dataset, datasets, type SourceMonth } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { ExitCode } from '../../exit-code.ts';
import type { Runtime } from '../../runtime.ts';
import { asTyped } from '../../terminal/hint.ts';
import { oneLine } from '../../terminal/screen.ts';
import { count, table } from '../../terminal/table.ts';
import { type FileVerdict, judgeFile } from './judge-file.ts';
import type { Finding } from './judge-schema.ts';

export interface Options {
  readonly dataset: Dataset;
  readonly files: readonly string[];
  /** The month of every file; by each file's name where undefined. */
  readonly month: SourceMonth | undefined;
}

export interface Result {
  readonly ok: boolean;
  readonly files: readonly FileVerdict[];
}

/** Checks files of this machine against the contract; needs no stage. */
export async function run({ dataset, files, month }: Options, runtime: Runtime): Promise<Result> {
  const verdicts: FileVerdict[] = [];
  for (const file of files) {
    runtime.progress.status(`checking ${file}`);
    verdicts.push(await judgeFile(runtime.fileOf(file), month, datasets[dataset]));
  }
  runtime.progress.status('');
  return { ok: verdicts.every(({ ok }) => ok), files: verdicts };
}

export const exitCode = ({ ok }: Result): ExitCode => (ok ? ExitCode.ok : ExitCode.failed);

/** One line per file; below a refused one its columns, and what to do. */
export const render = ({ files }: Result, view: View): string =>
  files.map((file) => verdict(file, view)).join('\n\n');

function verdict(file: FileVerdict, { style, hint }: View): string {
  const generated = file.generated ? ` ${style.yellow('generated')}` : '';
  if (file.ok)
    return `${style.green('ok')}  ${oneLine(file.file)}: ${count(file.rows)} rows, era ${file.era}${generated}`;
  const reason = file.reason ?? `does not fit era ${file.era}`;
  const columns =
    file.findings.length === 0
      ? []
      : [
          table<Finding>(
            [
              { title: 'column', value: ({ column }) => shownName(column) },
              { title: 'expected', value: ({ expected }) => expected },
              { title: 'found', value: ({ found }) => found },
            ],
            file.findings,
          ),
        ];
  const next = oneLine(asTyped(file.next ?? '', hint));
  return [
    `${style.red(file.error ?? '')}  ${oneLine(`${file.file}: ${reason}`)}`,
    ...columns,
    `next:  ${next}`,
  ].join('\n');
}

/** As IngestRaw shows it (glue-scripts, tlc_elt/schema_error.py). */
const shownName = (name: string): string =>
  /^[A-Za-z0-9_]+$/.test(name)
    ? name
    : JSON.stringify(name).replaceAll(
        /[^ -~]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
