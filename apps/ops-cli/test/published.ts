import type { SourceFile } from '@tlc-elt/contracts';
import type { Result as Status } from '../src/commands/status/run.ts';
import { load } from './local-loads.ts';
import type { LocalStage } from './local-stage.ts';

/** What the publisher's stand-in says of a month of yellow that it has. */
export async function publicationOf(stage: LocalStage, month: string): Promise<SourceFile> {
  const { stdout } = await stage.ops('status', month, '--source', '--json');
  const found = (JSON.parse(stdout) as Status).months?.[0]?.publication;
  if (!found) throw new Error(`${month} is not published: ${stdout}`);
  return found;
}

/** A row of the ledger for the very file that the publisher has of the month. */
export async function loadPublished(
  stage: LocalStage,
  month: string,
  number: number,
  change: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { etag, bytes, last_modified } = await publicationOf(stage, month);
  await load(stage, [month, number, `yellow-${month}-r1`, etag], {
    source_bytes: String(bytes),
    source_last_modified: `'${last_modified.slice(0, 19).replace('T', ' ')}'`,
    ...change,
  });
}
