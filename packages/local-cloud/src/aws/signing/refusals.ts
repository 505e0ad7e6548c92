import { ServiceError } from '../errors.ts';

/** How a family of services names what is wrong with a signature: their "Common errors" pages, S3's "Error responses". */
export type Family = 's3' | 'query' | 'json';

type Problem =
  | 'unsigned'
  | 'other signature'
  | 'malformed'
  | 'unknown key'
  | 'wrong token'
  | 'expired token'
  | 'skewed'
  | 'expired url'
  | 'mismatch';

type Code = readonly [code: string, status: number];

const codes: Readonly<Record<Problem, Readonly<Record<Family, Code>>>> = {
  unsigned: {
    s3: ['AccessDenied', 403],
    query: ['MissingAuthenticationToken', 403],
    json: ['MissingAuthenticationTokenException', 400],
  },
  'other signature': {
    s3: ['InvalidRequest', 400],
    query: ['InvalidClientTokenId', 403],
    json: ['IncompleteSignatureException', 400],
  },
  malformed: {
    s3: ['AuthorizationHeaderMalformed', 400],
    query: ['IncompleteSignature', 400],
    json: ['IncompleteSignatureException', 400],
  },
  'unknown key': {
    s3: ['InvalidAccessKeyId', 403],
    query: ['InvalidClientTokenId', 403],
    json: ['UnrecognizedClientException', 400],
  },
  'wrong token': {
    s3: ['InvalidToken', 400],
    query: ['InvalidClientTokenId', 403],
    json: ['UnrecognizedClientException', 400],
  },
  'expired token': {
    s3: ['ExpiredToken', 400],
    query: ['ExpiredToken', 403],
    json: ['ExpiredTokenException', 400],
  },
  skewed: {
    s3: ['RequestTimeTooSkewed', 403],
    query: ['SignatureDoesNotMatch', 403],
    json: ['InvalidSignatureException', 400],
  },
  'expired url': {
    s3: ['AccessDenied', 403],
    query: ['SignatureDoesNotMatch', 403],
    json: ['InvalidSignatureException', 400],
  },
  mismatch: {
    s3: ['SignatureDoesNotMatch', 403],
    query: ['SignatureDoesNotMatch', 403],
    json: ['InvalidSignatureException', 400],
  },
};

/** The error by which a service refuses a signature, in the service's own words. */
export function refusal(family: Family, problem: Problem, message: string): ServiceError {
  const [code, status] = codes[problem][family];
  return new ServiceError(code, message, status);
}
