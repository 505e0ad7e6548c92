import type { DatasetContract } from '../dataset/contract.ts';
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
  redirect: 'manual',
  headers: { 'user-agent': 'tlc-elt (+https://github.com/tlc-elt/tlc-elt)', 'accept-encoding': 'identity' },
} as const;

/** A publisher's clock may be ahead by so much. */
const CLOCKS_DIFFER_MS = 24 * 3_600_000;
const MOST_REDIRECTS = 5;

const PASSING = [403, 408, 425, 429];

interface Described {
  readonly status: number;
  readonly headers: Headers;
}

interface Limits {
  readonly largestBytes: number;
  readonly baseUrl?: string;
  readonly now: Date;
}

/**
 * Reads the publisher's answer. CloudFront in front of S3 answers 403 with `Server: AmazonS3` for a key that is
 * absent; any other 403 blocks the client. The TLC answers 404 for no key: there it means that the address is wrong,
 * while other servers say by it that a file is absent.
 */
export function publicationOf(url: string, { status, headers }: Described, limits: Limits): Publication {
  if (status === 403 && headers.get('server') === 'AmazonS3') return { state: 'not_published' };
  if (status === 404 && limits.baseUrl !== undefined) return { state: 'not_published' };
  if (PASSING.includes(status) || status >= 500) return { state: 'unavailable', answer: `HTTP ${status}` };
  if (status !== 200) return { state: 'not_usable', answer: `HTTP ${status}` };
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    return {
      state: 'not_usable',
      answer: `compressed by ${encoding.slice(0, 100)}, although identity was asked for`,
    };
  const file = SourceFile.safeParse({ url, ...describedBy(headers) });
  if (file.success) return believed(file.data, limits);
  const problems = file.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  return { state: 'not_usable', answer: `the headers do not describe a file (${problems})` };
}

/** A publication, unless its length or date cannot be true: later, the one would fill disks, the other lock the month. */
function believed(source: SourceFile, { largestBytes, now }: Limits): Publication {
  const { bytes, last_modified } = source;
  if (bytes > largestBytes)
    return { state: 'not_usable', answer: `${bytes} bytes, and no file has more than ${largestBytes}` };
  if (Date.parse(last_modified) > now.getTime() + CLOCKS_DIFFER_MS)
    return {
      state: 'not_usable',
      answer: `dated ${last_modified}, which is later than now, ${now.toISOString()}`,
    };
  return { state: 'published', source };
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
export async function askPublisher(
  contract: Pick<DatasetContract, 'largestBytes' | 'baseUrl'>,
  url: string,
  signal: AbortSignal,
): Promise<Publication> {
  try {
    return publicationOf(url, await answerOf(url, signal), { ...contract, now: new Date() });
  } catch (error) {
    return error instanceof NotFollowed ? { state: 'not_usable', answer: error.message } : unanswered(error);
  }
}

/** HEAD need not give the length (RFC 9110, 9.3.2); the part that is the first byte names that of the whole. */
async function answerOf(url: string, signal: AbortSignal): Promise<Described> {
  const answer = await followed(url, { ...headRequest, signal });
  if (answer.status !== 200 || answer.headers.has('content-length')) return answer;
  // With a range `fetch` asks for identity by itself.
  const headers = { 'user-agent': headRequest.headers['user-agent'], range: 'bytes=0-0' };
  const first = await followed(url, { ...headRequest, method: 'GET', headers, signal });
  await first.body?.cancel();
  if (first.status !== 206) return first;
  const described = new Headers(first.headers);
  described.set('content-length', described.get('content-range')?.split('/')[1] ?? '');
  return { status: 200, headers: described };
}

/** A redirect that is not followed. */
class NotFollowed extends Error {}

/** The answer at the end of the publisher's redirects: what lies behind one to another host is not the publisher's. */
async function followed(url: string, request: RequestInit): Promise<Response> {
  let at = new URL(url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const answer = await fetch(at.href, request);
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status >= 400 || location === null) return answer;
    await answer.body?.cancel();
    if (!URL.canParse(location, at.href))
      throw new NotFollowed(`redirects to no address: ${location.slice(0, 100)}`);
    const next = new URL(location, at);
    if (!isOfSame(at, next))
      throw new NotFollowed(
        `redirects to ${next.origin === 'null' ? next.protocol : next.origin}, which is not ${at.origin}`,
      );
    at = next;
  }
  throw new NotFollowed(`redirects more than ${MOST_REDIRECTS} times`);
}

/** Whether a redirect stays with the publisher: the same origin, or its host by TLS. */
const isOfSame = (from: URL, to: URL): boolean =>
  to.origin === from.origin ||
  (to.hostname === from.hostname && from.port === '' && to.port === '' && to.protocol === 'https:');

/** Causes of `fetch` without an answer that lie in the address or in who answers there, and stay. */
const STAYING = /^ENOTFOUND$|^UND_ERR_HEADERS_OVERFLOW$|^ERR_INVALID_URL$|CERT|^UNABLE_TO_/;

/** What an error of `fetch` means: a foreign scheme and the like stay, a broken connection passes. */
function unanswered(error: unknown): Publication {
  const { name, cause } = error as { name: string; cause?: { code?: string; message?: string } };
  // undici gives a code to whatever comes from the network, and none to what it refuses itself.
  const stays = cause !== undefined && (cause.code === undefined || STAYING.test(cause.code));
  if (stays) return { state: 'not_usable', answer: `cannot be asked (${cause.message})` };
  return { state: 'unavailable', answer: `no answer (${cause?.code ?? name})` };
}
