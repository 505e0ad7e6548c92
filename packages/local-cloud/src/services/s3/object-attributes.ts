import { memberOf } from './checksums.ts';
import { invalidArgument } from './failures.ts';
import type { Version } from './object-store.ts';
import { versionHeader } from './put-object.ts';
import { wanted } from './read-object.ts';
import {
  authorizeObject,
  bucketOf,
  type S3Operation,
  type S3Request,
  sendXml,
  versionIdOf,
} from './request.ts';

const NAMES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;
type Attribute = (typeof NAMES)[number];

function asked({ req }: S3Request): Attribute[] {
  const names = String(req.headers['x-amz-object-attributes'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = names.find((name) => !(NAMES as readonly string[]).includes(name));
  if (names.length === 0 || unknown !== undefined)
    throw invalidArgument(`Invalid attribute name specified: ${unknown ?? '(none)'}`);
  return names as Attribute[];
}

function partsOf({ req }: S3Request, { parts, checksum }: Version): object | undefined {
  if (!parts) return undefined;
  const most = Math.min(Number(req.headers['x-amz-max-parts'] ?? 1000), 1000);
  const after = Number(req.headers['x-amz-part-number-marker'] ?? 0);
  const rest = parts.filter(({ number }) => number > after);
  const page = rest.slice(0, most);
  // Of uploads without checksums S3 tells the number of parts only.
  const Part = checksum
    ? page.map(({ number, size, checksum: value }) => ({
        PartNumber: number,
        Size: size,
        ...(value === undefined ? {} : { [memberOf(checksum.algorithm)]: value }),
      }))
    : [];
  return {
    PartsCount: parts.length,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: page.length < rest.length,
    Part,
  };
}

const attributes: Readonly<Record<Attribute, (version: Version, request: S3Request) => unknown>> = {
  ETag: ({ etag }) => etag,
  Checksum: ({ checksum }) =>
    checksum && { [memberOf(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type },
  ObjectParts: (version, request) => partsOf(request, version),
  StorageClass: ({ placement }) => placement?.['x-amz-storage-class'] ?? 'STANDARD',
  ObjectSize: ({ size }) => size,
};

export const getAttributes: S3Operation = (request) => {
  const version = wanted(request, 'GetObject', 'GetObjectVersion');
  authorizeObject(
    request,
    versionIdOf(request) === undefined ? 'GetObjectAttributes' : 'GetObjectVersionAttributes',
  );
  const names = asked(request);
  const content = NAMES.filter((name) => names.includes(name)).map((name) => [
    name,
    attributes[name](version, request),
  ]);
  sendXml(request, 'GetObjectAttributesResponse', Object.fromEntries(content) as object, {
    'last-modified': new Date(version.lastModified).toUTCString(),
    ...versionHeader(bucketOf(request).objects, version),
  });
};
