import { bareEtag, SourceFile } from '@tlc-elt/contracts';
import { SourceNotUsable, SourceUnavailable } from './errors.ts';

const TIMEOUT_MS = 10_000;

/** Some of the network in between refuses clients without one. */
const USER_AGENT = 'tlc-elt (+https://github.com/tlc-elt/tlc-elt)';

/**
 * The publication at `url`; undefined where it is not published yet.
 * CloudFront in front of S3 answers 403 with `Server: AmazonS3` for a key that is absent; any other 403 blocks the client.
 */
export async function publicationAt(
  url: string,
  request: typeof fetch = fetch,
): Promise<SourceFile | undefined> {
  const response = await request(url, {
    method: 'HEAD',
    redirect: 'follow',
    headers: { 'user-agent': USER_AGENT },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
    throw new SourceUnavailable(url, `no answer (${cause})`);
  });
  const { status, headers } = response;
  if (status === 403 && headers.get('server') === 'AmazonS3') return undefined;
  if (status === 403 || status === 429 || status >= 500) throw new SourceUnavailable(url, `HTTP ${status}`);
  if (status !== 200) throw new SourceNotUsable(url, `HTTP ${status}`);
  return described(url, headers);
}

function described(url: string, headers: Headers): SourceFile {
  const modified = new Date(headers.get('last-modified') ?? '');
  const file = SourceFile.safeParse({
    url,
    etag: bareEtag(headers.get('etag') ?? ''),
    last_modified: Number.isNaN(modified.getTime()) ? undefined : modified.toISOString(),
    bytes: Number(headers.get('content-length') ?? Number.NaN),
  });
  if (file.success) return file.data;
  const problems = file.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new SourceNotUsable(url, `the headers do not describe a file (${problems})`);
}
