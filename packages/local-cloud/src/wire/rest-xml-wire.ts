import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Shape } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';
import { membersOf, operationOf, type ServiceModel, type ShapeUse, shapeOf } from '../aws/model/model.ts';
import { record } from '../aws/record.ts';
import { decodeBindings, encodeBindings, payloadOf, rawBody, unknownParameters } from './bindings.ts';
import { malformedXml, notImplemented } from './content/failures.ts';
import { headersOf } from './content/headers.ts';
import { withContent } from './content/request.ts';
import { wireErrorOf } from './error-shape.ts';
import { response } from './response.ts';
import { routed } from './routes.ts';
import type { Wire, WireRequest, WireResponse } from './wire.ts';
import { decodeXml, element, encodeXml, escapeXml, parseXml } from './xml.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const XML_TYPE = 'application/xml';

/** Roots of answers, which botocore's model does not tell: "Response syntax" of each operation, S3 API reference. */
const ROOTS: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'CompleteMultipartUploadResult',
  CreateMultipartUpload: 'InitiateMultipartUploadResult',
  DeleteObjects: 'DeleteResult',
  GetBucketAcl: 'AccessControlPolicy',
  GetBucketLifecycleConfiguration: 'LifecycleConfiguration',
  GetBucketTagging: 'Tagging',
  GetBucketVersioning: 'VersioningConfiguration',
  GetObjectAttributes: 'GetObjectAttributesResponse',
  GetObjectTagging: 'Tagging',
  ListBuckets: 'ListAllMyBucketsResult',
  ListMultipartUploads: 'ListMultipartUploadsResult',
  ListObjectVersions: 'ListVersionsResult',
  ListObjects: 'ListBucketResult',
  ListObjectsV2: 'ListBucketResult',
  ListParts: 'ListPartsResult',
};

/** Headers of the signature and of the body: no members of any operation, or not of all that have a body. */
const COMMON_HEADER =
  /^x-amz-(date|content-sha256|security-token|decoded-content-length|trailer|user-agent|sdk-checksum-algorithm|checksum-(crc32|crc32c|crc64nvme|sha1|sha256))$/;

/** Throws, naming it, on a header that no member of the operation has. */
function checkHeaders(headers: IncomingHttpHeaders, model: ServiceModel, input: ShapeUse): void {
  const uses = membersOf(shapeOf(model, input)).map(([, use]) => use);
  const namesOf = (place: string): string[] =>
    uses
      .filter(({ location }) => location === place)
      .map(({ locationName = '' }) => locationName.toLowerCase());
  const [names, prefixes] = [new Set(namesOf('header')), namesOf('headers')];
  const known = (name: string): boolean =>
    names.has(name) || COMMON_HEADER.test(name) || prefixes.some((prefix) => name.startsWith(prefix));
  const unknown = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !known(name));
  if (unknown !== undefined) throw notImplemented(`the header ${unknown}`);
}

/** The body of an input: bytes, or XML below the payload's root. */
function bodyOf(request: WireRequest, model: ServiceModel, input: ShapeUse): Shape {
  const payload = payloadOf(model, input);
  if (!payload) return {};
  if (payload.isRaw) return { [payload.name]: rawBody(payload, request) };
  if (request.body.length === 0) return {};
  const root = payload.use.locationName ?? payload.name;
  const parsed = parseXml(request.body);
  if (!parsed || !Object.hasOwn(parsed, root)) throw malformedXml();
  return { [payload.name]: decodeXml(model, payload.use, parsed[root]) };
}

const ownHeaders = (requestId: string): Record<string, string> => ({
  server: 'AmazonS3',
  'x-amz-request-id': requestId,
  'x-amz-id-2': requestId,
});

/** The XML of an output's body; undefined where it has none. */
function xmlOf(model: ServiceModel, operation: string, output: ShapeUse, body: Shape): string | undefined {
  if (operation === 'GetBucketLocation')
    return element('LocationConstraint', escapeXml(String(body.LocationConstraint ?? '')), NAMESPACE);
  const payload = payloadOf(model, output);
  const root = payload ? (payload.use.locationName ?? payload.name) : ROOTS[operation];
  const value = payload ? body[payload.name] : body;
  if (root === undefined || value === undefined) return undefined;
  const xml = encodeXml(model, payload?.use ?? output, root, value);
  return `<${root}${NAMESPACE}${xml.slice(root.length + 1)}`;
}

/** A body of bytes, a stream or text, whose length a header may tell. */
function rawAnswer(status: number, body: unknown, headers: Record<string, string>): WireResponse {
  const stream = typeof body === 'object' && body !== null && !(body instanceof Uint8Array);
  // An answer without content has no length either: S3's 204.
  if (stream || status === 204) return { status, headers, body: stream ? (body as Readable) : '' };
  const bytes = (body ?? '') as string | Uint8Array;
  return { status, headers: { 'content-length': String(Buffer.byteLength(bytes)), ...headers }, body: bytes };
}

/** A part of an object is answered with 206. */
const statusOf = (usual: number, output: Shape): number => (output.ContentRange === undefined ? usual : 206);

/** What the checks of all services say, as S3 says it. */
function inOwnWords(error: ServiceError): ServiceError {
  if (error.code === 'NotImplemented') return new ServiceError(error.code, error.message, 501);
  return error.code === 'SerializationException' ? new ServiceError('MalformedXML', error.message) : error;
}

const isHeader = (name: string): boolean => /^[a-z]/.test(name);

/** REST with XML bodies: S3. */
export const restXmlWire: Wire = {
  protocol: 'rest-xml',
  operationOf: (request, model) => {
    const [, bucket = '', key = ''] = request.path.split('/');
    const on = bucket === '' ? 'the service' : key === '' ? 'a bucket' : 'an object';
    return (
      routed({ ...request, headers: headersOf(request) }, model) ?? {
        operation: `${request.method} of ${on}`,
      }
    );
  },
  content: withContent,
  unknownOperation: (operation) => notImplemented(`S3 ${operation}`),
  decode: (request, model, operation, path) => {
    const served = operationOf(model, operation);
    if (!served?.input) return record([]);
    const headers = headersOf(request);
    checkHeaders(headers, model, served.input);
    const [unknown] = unknownParameters(model, served, request.query);
    if (unknown !== undefined) throw notImplemented(`the parameter ${unknown} of S3 ${operation}`);
    const bound = decodeBindings(model, served.input, { headers, query: request.query, path });
    return record([...Object.entries(bodyOf(request, model, served.input)), ...Object.entries(bound)]);
  },
  encode: (output, model, operation, requestId) => {
    const served = operationOf(model, operation);
    const status = statusOf(served?.http.responseCode ?? 200, output);
    const common = ownHeaders(requestId);
    if (!served?.output) return rawAnswer(status, '', common);
    const { headers, body } = encodeBindings(model, served.output, output);
    const all = { ...common, ...headers };
    const payload = payloadOf(model, served.output);
    if (payload?.type === 'string')
      return response(status, 'application/json', String(body[payload.name] ?? ''), all);
    if (payload?.isRaw) return rawAnswer(status, body[payload.name], all);
    const xml = xmlOf(model, operation, served.output, body);
    return xml === undefined
      ? rawAnswer(status, '', all)
      : response(status, XML_TYPE, DECLARATION + xml, all);
  },
  encodeError: (error, model, requestId, path) => {
    const { code, status } = wireErrorOf(inOwnWords(error), model);
    const fields = Object.entries(error.fields).filter(([, value]) => value !== undefined);
    // What S3 says in headers beside an error has their names, which are in lower case.
    const beside = fields.filter(([name]) => isHeader(name)).map(([name, value]) => [name, String(value)]);
    const headers = { ...ownHeaders(requestId), ...(Object.fromEntries(beside) as Record<string, string>) };
    if (status === 304) return { status, headers, body: '' };
    const content = [
      ...Object.entries({
        Code: code,
        Message: error.message,
        ...(path === undefined ? {} : { Resource: path }),
      }),
      ...fields.filter(([name]) => !isHeader(name)),
      ...Object.entries({ RequestId: requestId, HostId: requestId }),
    ].map(([name, text]) => element(name, escapeXml(String(text))));
    return response(status, XML_TYPE, `${DECLARATION}${element('Error', content.join(''))}`, headers);
  },
};
