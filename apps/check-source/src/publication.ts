import { headRequest, publicationOf, type SourceFile } from '@tlc-elt/contracts';
import { SourceNotUsable, SourceUnavailable } from './errors.ts';

const TIMEOUT_MS = 10_000;

/** The publication at `url`; undefined where it is not published yet. Throws SourceUnavailable or SourceNotUsable. */
export async function publicationAt(url: string, timeoutMs = TIMEOUT_MS): Promise<SourceFile | undefined> {
  if (!URL.canParse(url)) throw new SourceNotUsable(url, 'is no address');
  const response = await fetch(url, {
    ...headRequest,
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
    throw new SourceUnavailable(url, `no answer (${cause})`);
  });
  const publication = publicationOf(url, response);
  if (publication.state === 'unavailable') throw new SourceUnavailable(url, publication.answer);
  if (publication.state === 'not_usable') throw new SourceNotUsable(url, publication.answer);
  return publication.state === 'published' ? publication.source : undefined;
}
