import { askPublisher, type DatasetContract, PipelineError, type SourceFile } from '@tlc-elt/contracts';

const TIMEOUT_MS = 10_000;

/** The publication at `url`; undefined where it is not published yet. Throws SourceUnavailable or SourceNotUsable. */
export async function publicationAt(
  contract: Pick<DatasetContract, 'largestBytes' | 'baseUrl'>,
  url: string,
  timeoutMs = TIMEOUT_MS,
): Promise<SourceFile | undefined> {
  if (!URL.canParse(url)) throw new PipelineError('SourceNotUsable', `${url}: is no address`, { url });
  const publication = await askPublisher(contract, url, AbortSignal.timeout(timeoutMs));
  if (publication.state === 'unavailable')
    throw new PipelineError('SourceUnavailable', `${url}: ${publication.answer}`, { url });
  if (publication.state === 'not_usable')
    throw new PipelineError('SourceNotUsable', `${url}: ${publication.answer}`, { url });
  return publication.state === 'published' ? publication.source : undefined;
}
