import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset, SourceMonth } from '@tlc-elt/contracts';
import { type Passport, passportMarkdown, passportOf, passportPage } from '@tlc-elt/passport';
import { ExitCode } from '../../exit-code.ts';
import { intoFile, writeText } from '../../export/write.ts';
import { knownOf } from '../../passport/known.ts';
import type { Runtime } from '../../runtime.ts';

export interface Options {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  readonly out: string | undefined;
  readonly open: boolean;
}

export interface Result {
  readonly passport: Passport;
  /** Where it was written; undefined where it goes to standard output. */
  readonly file: string | undefined;
}

/** Composes the passport of a month from what S3 and the warehouse have of it now, and writes it. */
export async function run(options: Options, runtime: Runtime): Promise<Result> {
  const passport = passportOf(await knownOf(runtime, options.dataset, options.month));
  const file = options.open ? temporaryPage(options) : options.out && runtime.fileOf(options.out);
  if (file === undefined) return { passport, file };
  const text = file.endsWith('.md') ? passportMarkdown(passport) : passportPage(passport);
  await intoFile(file, (path) => writeText([text], path));
  if (options.open) show(file);
  return { passport, file };
}

const temporaryPage = ({ dataset, month }: Options): string =>
  join(mkdtempSync(join(tmpdir(), 'passport-')), `${dataset}-${month}.html`);

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };

/** The browser is somebody else's process: where there is none, the file is told all the same. */
function show(file: string): void {
  const opener = spawn(OPENERS[process.platform] ?? 'xdg-open', [file], { detached: true, stdio: 'ignore' });
  opener.on('error', () => undefined);
  opener.unref();
}

/** Markdown, or where it was written. */
export const render = ({ passport, file }: Result): string => file ?? passportMarkdown(passport).trimEnd();

/** The passport itself. */
export const json = ({ passport }: Result): Passport => passport;

export const exitCode = ({ passport }: Result): ExitCode =>
  passport.verdict.judgement === 'not proved' ? ExitCode.failed : ExitCode.ok;
