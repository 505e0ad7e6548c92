import { XMLParser } from 'fast-xml-parser';
import type { Json, JsonObject } from '../../../aws/json.ts';
import type { S3Request } from './s3-request.ts';

/** One operation of S3 as an `aws-sdk:s3` task calls it: its members are those of the SDK for Java v2. */
export interface S3Operation {
  readonly parameters: readonly string[];
  readonly required: readonly string[];
  request(parameters: JsonObject): S3Request;
  answer(response: Response): Promise<JsonObject>;
}

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
const text = (value: Json | undefined): string => String(value ?? '');
const object = (parameters: JsonObject): { bucket: string; key: string } => ({
  bucket: text(parameters.Bucket),
  key: text(parameters.Key),
});
const xml = new XMLParser({
  parseTagValue: false,
  isArray: (name) => name === 'Contents' || name === 'CommonPrefixes',
});

const version = (parameters: JsonObject): Record<string, string> =>
  parameters.VersionId === undefined ? {} : { versionId: text(parameters.VersionId) };

export const S3_OPERATIONS: Readonly<Record<string, S3Operation>> = {
  getObject: {
    ...{ parameters: ['Bucket', 'Key', 'VersionId', 'Range'], required: ['Bucket', 'Key'] },
    request: (given) => ({
      ...{ method: 'GET', ...object(given), query: version(given) },
      headers: given.Range === undefined ? undefined : { range: text(given.Range) },
    }),
    answer: async (response) => ({ ...described(response), Body: await response.text() }),
  },
  headObject: {
    ...{ parameters: ['Bucket', 'Key', 'VersionId'], required: ['Bucket', 'Key'] },
    request: (given) => ({ method: 'HEAD', ...object(given), query: version(given) }),
    answer: async (response) => described(response),
  },
  putObject: {
    ...{ parameters: ['Bucket', 'Key', 'Body', 'ContentType', 'Metadata'], required: ['Bucket', 'Key'] },
    request: (given) => ({
      ...{ method: 'PUT', ...object(given), body: given.Body === undefined ? '' : asText(given.Body) },
      headers: {
        'content-type': text(given.ContentType ?? 'application/octet-stream'),
        ...Object.fromEntries(
          Object.entries((given.Metadata ?? {}) as JsonObject).map(([name, value]) => [
            `x-amz-meta-${name.toLowerCase()}`,
            text(value),
          ]),
        ),
      },
    }),
    answer: async ({ headers }) => written(headers),
  },
  deleteObject: {
    ...{ parameters: ['Bucket', 'Key', 'VersionId'], required: ['Bucket', 'Key'] },
    request: (given) => ({ method: 'DELETE', ...object(given), query: version(given) }),
    answer: async () => ({}),
  },
  copyObject: {
    ...{ parameters: ['Bucket', 'Key', 'CopySource'], required: ['Bucket', 'Key', 'CopySource'] },
    request: (given) => ({
      ...{ method: 'PUT', ...object(given) },
      headers: { 'x-amz-copy-source': encodeURI(text(given.CopySource)) },
    }),
    answer: async (response) => {
      const { CopyObjectResult } = xml.parse(await response.text()) as Record<string, JsonObject>;
      const { ETag, LastModified } = CopyObjectResult ?? {};
      return { CopyObjectResult: { ETag: ETag ?? null, LastModified: LastModified ?? null } };
    },
  },
  listObjectsV2: {
    parameters: ['Bucket', 'Prefix', 'Delimiter', 'MaxKeys', 'ContinuationToken', 'StartAfter'],
    required: ['Bucket'],
    request: (given) => {
      const names = { Prefix: 'prefix', Delimiter: 'delimiter', MaxKeys: 'max-keys' };
      const more = { ContinuationToken: 'continuation-token', StartAfter: 'start-after' };
      const query = Object.entries({ ...names, ...more }).flatMap(([member, name]) =>
        given[member] === undefined ? [] : [[name, text(given[member])]],
      );
      return {
        ...{ method: 'GET', bucket: text(given.Bucket) },
        query: { 'list-type': '2', ...Object.fromEntries(query) },
      };
    },
    answer: async (response) => listed(await response.text()),
  },
};

function described({ headers }: Response): JsonObject {
  const metadata = [...headers].flatMap(([name, value]) =>
    name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), value]] : [],
  );
  const modified = headers.get('last-modified');
  return {
    AcceptRanges: headers.get('accept-ranges') ?? 'bytes',
    ContentLength: Number(headers.get('content-length') ?? 0),
    ContentType: headers.get('content-type') ?? 'binary/octet-stream',
    ...(modified === null ? {} : { LastModified: new Date(modified).toISOString().replace('.000Z', 'Z') }),
    Metadata: Object.fromEntries(metadata),
    ...written(headers),
  };
}

function written(headers: Headers): JsonObject {
  const [etag, versionId] = [headers.get('etag'), headers.get('x-amz-version-id')];
  return {
    ...(etag === null ? {} : { ETag: etag }),
    ...(versionId === null ? {} : { VersionId: versionId }),
  };
}

function listed(body: string): JsonObject {
  const { ListBucketResult = {} } = xml.parse(body) as Record<string, Record<string, unknown>>;
  const contents = (ListBucketResult.Contents ?? []) as Record<string, string>[];
  const prefixes = (ListBucketResult.CommonPrefixes ?? []) as Record<string, string>[];
  const token = ListBucketResult.NextContinuationToken;
  return {
    Contents: contents.map(({ Key = '', ETag = '', Size, LastModified = '', StorageClass = 'STANDARD' }) => ({
      ...{ Key, ETag: ETag.replaceAll('&quot;', '"'), LastModified, Size: Number(Size), StorageClass },
    })),
    CommonPrefixes: prefixes.map(({ Prefix = '' }) => ({ Prefix })),
    IsTruncated: ListBucketResult.IsTruncated === 'true',
    KeyCount: Number(ListBucketResult.KeyCount ?? contents.length + prefixes.length),
    MaxKeys: Number(ListBucketResult.MaxKeys ?? 1000),
    Name: text(ListBucketResult.Name as Json),
    Prefix: text(ListBucketResult.Prefix as Json),
    ...(typeof token === 'string' ? { NextContinuationToken: token } : {}),
  };
}
