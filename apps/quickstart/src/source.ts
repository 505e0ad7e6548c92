import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { baseUrlOf, type DatasetContract, monthName, type SourceMonth, sourceUrl } from '@tlc-elt/contracts';
import { writeLookup } from './generate/write-lookup.ts';
import { TLC } from './options.ts';

/** Where the month comes from. */
export interface Source {
  /** A folder of parquet files, or `tlc` for the publisher itself: the value of `local up --source`. */
  readonly from: string;
  readonly generated: boolean;
}

/** Long enough for a slow line, short enough that a machine without one does not seem to hang. */
const PROBE_TIMEOUT_MS = 8000;

/**
 * Asks the publisher's server for a month's headers; undefined where it answers, else the reason in a few words.
 * A process of its own, because Node reads HTTPS_PROXY only where NODE_USE_ENV_PROXY is set at its start.
 */
export function whyUnreachable(
  contract: DatasetContract,
  month: SourceMonth,
  baseUrl: string = baseUrlOf(contract),
): string | undefined {
  const script = `const r = await fetch(process.argv[1], { method: 'HEAD', signal: AbortSignal.timeout(${PROBE_TIMEOUT_MS}) })
    .catch((e) => ({ failed: e.cause?.code ?? e.name }));
    const known = r.status === 200 || (r.status === 403 && r.headers.get('server') === 'AmazonS3')${contract.baseUrl === undefined ? '' : ' || r.status === 404'};
    console.log(r.failed ?? (known ? 'reached' : 'HTTP ' + r.status));`;
  const { stdout } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, sourceUrl(contract, baseUrl, month)],
    {
      encoding: 'utf8',
      env: { ...process.env, NODE_USE_ENV_PROXY: '1' },
    },
  );
  const answer = stdout.trim() || 'no answer';
  return answer === 'reached' ? undefined : answer;
}

const serverOf = ({ baseUrl }: DatasetContract): string =>
  baseUrl === undefined ? "The TLC's server" : new URL(baseUrl).host;

/** The folder that was asked for, else the publisher, else a generated month; says in one line when it is generated. */
export async function chooseSource(
  contract: DatasetContract,
  month: SourceMonth,
  options: { source?: string; generatedDir: string; say: (line: string) => void; baseUrl?: string },
): Promise<Source> {
  if (options.source !== undefined) return { from: options.source, generated: false };
  const reason = whyUnreachable(contract, month, options.baseUrl);
  if (reason === undefined) return { from: TLC, generated: false };
  options.say(
    `${serverOf(contract)} cannot be reached (${reason}): publishing a generated ${monthName({ dataset: contract.dataset, month })} instead, which is marked as generated everywhere.`,
  );
  mkdirSync(options.generatedDir, { recursive: true, mode: 0o700 });
  const { writeMonth } = await import('./generate/write-month.ts');
  if (contract.named) writeLookup(contract.named.lookup, options.generatedDir);
  const started = performance.now();
  const tell = (bytes: number): void => options.say(`generating: ${(bytes / 1e6).toFixed(0)} MB so far`);
  const path = await writeMonth(contract, month, options.generatedDir, { tell });
  options.say(`generated ${path} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return { from: options.generatedDir, generated: true };
}
