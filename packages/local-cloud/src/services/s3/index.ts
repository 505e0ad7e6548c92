import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyService } from '../../kernel/legacy.ts';
import { Buckets } from './buckets.ts';
import { checkHeaders } from './headers.ts';
import { peerOf } from './peer.ts';
import { addressed } from './request.ts';
import { routeOf } from './routes.ts';

/** S3 as S3 names it: its errors speak of AccessDenied, with 403, and tell what they were about. */
function asS3(error: unknown, bucket: string, key: string): unknown {
  if (!(error instanceof ServiceError)) return error;
  const fields = { Resource: `/${bucket}${key === '' ? '' : `/${key}`}`, ...error.fields };
  return error.code === 'AccessDeniedException'
    ? new ServiceError('AccessDenied', error.message, 403, fields)
    : new ServiceError(error.code, error.message, error.statusCode, fields);
}

/** SDKs put headers into the query of a presigned URL; S3 takes them for the headers they are. */
function unfoldHeaders(req: IncomingMessage, query: URLSearchParams): void {
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    const signature = /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token)$/;
    // Only says which algorithm the client would have used, had it had the body.
    if (!lower.startsWith('x-amz-') || signature.test(lower) || lower === 'x-amz-sdk-checksum-algorithm')
      continue;
    req.headers[lower] ??= value;
  }
}

/** S3: buckets of the template and of the API, objects as plain files. */
export function createS3(kernel: Kernel): LegacyService {
  const templates = kernel.assembly.ofType('AWS::S3::Bucket');
  const buckets = new Buckets(
    kernel.dataDir('s3'),
    new Map(templates.map(({ physicalId, properties }) => [physicalId, properties])),
  );
  kernel.offers.s3 = peerOf(kernel, buckets);
  const handle = async (req: IncomingMessage, res: ServerResponse, call: Call): Promise<void> => {
    const address = addressed(req);
    try {
      unfoldHeaders(req, address.query);
      const request = { req, res, call, kernel, buckets, ...address };
      const { run } = routeOf(request);
      checkHeaders(request);
      await run(request);
    } catch (error) {
      throw asS3(error, address.bucket, address.key);
    }
  };
  return {
    signingName: 's3',
    protocol: { kind: 'raw', handle },
    operations: {},
    stop: async () => buckets.close(),
  };
}
