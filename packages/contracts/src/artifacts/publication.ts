import { etagOf, SourceFile, UNDATED } from './source.ts';

/** What the publisher's answer to a HEAD request means. */
export type Publication =
  | { readonly state: 'published'; readonly source: SourceFile }
  | { readonly state: 'not_published' }
  /** A retry may help: the publisher is busy, or blocks this client. */
  | { readonly state: 'unavailable'; readonly answer: string }
  /** No retry helps. */
  | { readonly state: 'not_usable'; readonly answer: string };

/**
 * How the publisher is asked. Some of the network in between refuses clients that do not say who they are; a compressed
 * answer would have another ETag and length than the file that is downloaded.
 */
const headRequest = {
  method: 'HEAD',
  redirect: 'follow',
  headers: { 'user-agent': 'tlc-elt (+https://github.com/tlc-elt/tlc-elt)', 'accept-encoding': 'identity' },
} as const;

const PASSING = [403, 408, 425, 429];

/**
 * Reads the publisher's answer. CloudFront in front of S3 answers 403 with `Server: AmazonS3` for a key that is
 * absent; any other 403 blocks the client.
 */
export function publicationOf(
  url: string,
  { status, headers }: { readonly status: number; readonly headers: Headers },
): Publication {
  if (status === 403 && headers.get('server') === 'AmazonS3') return { state: 'not_published' };
  if (PASSING.includes(status) || status >= 500) return { state: 'unavailable', answer: `HTTP ${status}` };
  if (status !== 200) return { state: 'not_usable', answer: `HTTP ${status}` };
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    return {
      state: 'not_usable',
      answer: `compressed by ${encoding.slice(0, 100)}, although identity was asked for`,
    };
  const file = SourceFile.safeParse({ url, ...describedBy(headers) });
  if (file.success) return { state: 'published', source: file.data };
  const problems = file.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  return { state: 'not_usable', answer: `the headers do not describe a file (${problems})` };
}

/** The file that headers describe; undefined where one of them is absent or cannot be read. */
function describedBy(headers: Headers) {
  const modified = new Date(headers.get('last-modified') ?? UNDATED);
  const last_modified = Number.isNaN(modified.getTime()) ? undefined : modified.toISOString();
  const length = headers.get('content-length') ?? '';
  const bytes = /^\d+$/.test(length) ? Number(length) : Number.NaN;
  const header = headers.get('etag') ?? '';
  const etag =
    header.replaceAll(/^W\/|"/g, '') === ''
      ? ''
      : etagOf(header, { bytes, last_modified: last_modified ?? '' });
  return { etag, last_modified, bytes };
}

/** Asks the publisher what it has at an address; nothing is downloaded. */
export async function askPublisher(url: string, signal: AbortSignal): Promise<Publication> {
  try {
    const answer = await fetch(url, { ...headRequest, signal });
    if (answer.status !== 200 || answer.headers.has('content-length')) return publicationOf(url, answer);
    return await askByFirstByte(url, signal);
  } catch (error) {
    return unanswered(error);
  }
}

/** HEAD need not give the length (RFC 9110, 9.3.2); the part that is the first byte names that of the whole. */
async function askByFirstByte(url: string, signal: AbortSignal): Promise<Publication> {
  // With a range `fetch` asks for identity by itself.
  const headers = { 'user-agent': headRequest.headers['user-agent'], range: 'bytes=0-0' };
  const answer = await fetch(url, { ...headRequest, method: 'GET', headers, signal });
  await answer.body?.cancel();
  if (answer.status !== 206) return publicationOf(url, answer);
  const described = new Headers(answer.headers);
  described.set('content-length', described.get('content-range')?.split('/')[1] ?? '');
  return publicationOf(url, { status: 200, headers: described });
}

/** Causes of `fetch` without an answer that lie in the address or in who answers there, and stay. */
const STAYING = /^ENOTFOUND$|^UND_ERR_HEADERS_OVERFLOW$|^ERR_INVALID_URL$|CERT|^UNABLE_TO_/;

/** What an error of `fetch` means: a redirect loop, a foreign scheme and the like stay, a broken connection passes. */
function unanswered(error: unknown): Publication {
  const { name, cause } = error as { name: string; cause?: { code?: string; message?: string } };
  // undici gives a code to whatever comes from the network, and none to what it refuses itself.
  const stays = cause !== undefined && (cause.code === undefined || STAYING.test(cause.code));
  if (stays) return { state: 'not_usable', answer: `cannot be asked (${cause.message})` };
  return { state: 'unavailable', answer: `no answer (${cause?.code ?? name})` };
}
