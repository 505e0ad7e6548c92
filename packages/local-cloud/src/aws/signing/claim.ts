import { ServiceError } from '../errors.ts';
import { type HttpRequest, header } from '../http-request.ts';

/** What a signature claims, before it is verified. */
export interface Claim {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  /** Seconds that a presigned URL is valid; undefined for a signature in the header. */
  readonly expires: number | undefined;
  readonly sessionToken: string | undefined;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** A week: "Authenticating requests: using query parameters", Amazon S3 API reference. */
const LONGEST_EXPIRY_SECONDS = 604_800;

function fromCredential(credential: string): Pick<Claim, 'accessKeyId' | 'date' | 'region' | 'service'> {
  const [accessKeyId, date, region, service, terminator] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request') {
    throw new ServiceError(
      'IncompleteSignature',
      `Credential must be KEY/DATE/REGION/SERVICE/aws4_request, not ${credential}`,
      400,
    );
  }
  return { accessKeyId, date, region, service };
}

/** The claim of a request's Authorization header or presigned query; undefined where it is not signed. */
export function claimOf(request: HttpRequest): Claim | undefined {
  const authorization = header(request, 'authorization');
  if (authorization?.startsWith(`${ALGORITHM} `)) return claimOfHeader(request, authorization);
  const { query } = request;
  if (query.get('X-Amz-Algorithm') === ALGORITHM) return claimOfQuery(query);
  return undefined;
}

/** How a request is signed that has no signature of version 4; undefined where it has none at all. */
export function otherSignature(request: HttpRequest): string | undefined {
  const { query } = request;
  const authorization = header(request, 'authorization') ?? '';
  if (query.has('AWSAccessKeyId') || /^AWS /.test(authorization)) return 'Signature Version 2';
  const [algorithm = ''] = (query.get('X-Amz-Algorithm') ?? authorization).split(' ');
  return algorithm === '' ? undefined : algorithm;
}

function claimOfHeader(request: HttpRequest, authorization: string): Claim {
  const parts = authorization
    .slice(ALGORITHM.length)
    .split(',')
    .map((text) => text.trim());
  const part = (name: string): string => {
    const [found, ...others] = parts.filter((text) => text.startsWith(`${name}=`));
    if (found !== undefined && others.length === 0) return found.slice(name.length + 1);
    throw new ServiceError('IncompleteSignature', `Authorization header requires one '${name}' parameter`);
  };
  return {
    ...fromCredential(part('Credential')),
    signedHeaders: part('SignedHeaders').split(';'),
    signature: part('Signature'),
    timestamp: header(request, 'x-amz-date') ?? '',
    expires: undefined,
    sessionToken: header(request, 'x-amz-security-token'),
  };
}

function claimOfQuery(query: URLSearchParams): Claim {
  const expires = Number(query.get('X-Amz-Expires') ?? 'NaN');
  if (!(expires >= 1 && expires <= LONGEST_EXPIRY_SECONDS))
    throw new ServiceError(
      'AuthorizationQueryParametersError',
      `X-Amz-Expires must be between 1 and ${LONGEST_EXPIRY_SECONDS} seconds, not ${query.get('X-Amz-Expires')}`,
      400,
    );
  return {
    ...fromCredential(query.get('X-Amz-Credential') ?? ''),
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    timestamp: query.get('X-Amz-Date') ?? '',
    expires,
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
  };
}
