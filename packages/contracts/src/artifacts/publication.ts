import { bareEtag, SourceFile } from './source.ts';

/** What the publisher's answer to a HEAD request means. */
export type Publication =
  | { readonly state: 'published'; readonly source: SourceFile }
  | { readonly state: 'not_published' }
  /** A retry may help: the publisher is busy, or blocks this client. */
  | { readonly state: 'unavailable'; readonly answer: string }
  /** No retry helps. */
  | { readonly state: 'not_usable'; readonly answer: string };

/** How the publisher is asked. Some of the network in between refuses clients that do not say who they are. */
export const headRequest = {
  method: 'HEAD',
  redirect: 'follow',
  headers: { 'user-agent': 'tlc-elt (+https://github.com/tlc-elt/tlc-elt)' },
} as const;

/**
 * Reads the publisher's answer. CloudFront in front of S3 answers 403 with `Server: AmazonS3` for a key that is
 * absent; any other 403 blocks the client.
 */
export function publicationOf(
  url: string,
  { status, headers }: { readonly status: number; readonly headers: Headers },
): Publication {
  if (status === 403 && headers.get('server') === 'AmazonS3') return { state: 'not_published' };
  if (status === 403 || status === 429 || status >= 500)
    return { state: 'unavailable', answer: `HTTP ${status}` };
  if (status !== 200) return { state: 'not_usable', answer: `HTTP ${status}` };
  const modified = new Date(headers.get('last-modified') ?? '');
  const file = SourceFile.safeParse({
    url,
    etag: bareEtag(headers.get('etag') ?? ''),
    last_modified: Number.isNaN(modified.getTime()) ? undefined : modified.toISOString(),
    bytes: Number(headers.get('content-length') ?? Number.NaN),
  });
  if (file.success) return { state: 'published', source: file.data };
  const problems = file.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  return { state: 'not_usable', answer: `the headers do not describe a file (${problems})` };
}
