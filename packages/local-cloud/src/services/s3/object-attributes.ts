import type { GetObjectAttributesRequest } from '@aws-sdk/client-s3';
import type { Shape } from '../../aws/call.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { invalidArgument } from '../../wire/content/failures.ts';
import { checksumMembers, storageClassOf } from './description.ts';
import type { Version } from './object-store.ts';
import { versionMember } from './put-object.ts';
import { wantedVersion } from './read-object.ts';
import { OBJECT, PAYER, type S3 } from './state.ts';

type Asked = Input<GetObjectAttributesRequest>;

function partsOf({ MaxParts = 1000, PartNumberMarker }: Asked, version: Version): Shape | undefined {
  const { parts, checksum } = version;
  if (!parts) return undefined;
  const most = Math.min(MaxParts, 1000);
  const after = Number(PartNumberMarker ?? 0);
  const rest = parts.filter(({ number }) => number > after);
  const page = rest.slice(0, most);
  // Of uploads without checksums S3 tells the number of parts only.
  const Parts = checksum
    ? page.map(({ number, size, checksum: value }) => ({
        PartNumber: number,
        Size: size,
        ...(value === undefined ? {} : checksumMembers({ algorithm: checksum.algorithm, value })),
      }))
    : [];
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: page.length < rest.length,
    Parts,
  };
}

const attributes: Readonly<Record<string, (version: Version, input: Asked) => unknown>> = {
  ETag: ({ etag }) => etag,
  Checksum: ({ checksum }) => checksum && checksumMembers(checksum),
  ObjectParts: (version, input) => partsOf(input, version),
  StorageClass: storageClassOf,
  ObjectSize: ({ size }) => size,
};

export const getAttributes: Operation<S3> = {
  takes: [...OBJECT, 'VersionId', 'ObjectAttributes', 'MaxParts', 'PartNumberMarker'],
  inert: PAYER,
  run: (s3, input: Asked, call) => {
    const version = wantedVersion(s3, input, call, 'GetObject', 'GetObjectVersion');
    const action = input.VersionId === undefined ? 'GetObjectAttributes' : 'GetObjectVersionAttributes';
    s3.authorizeObject(call, input, action);
    const named = input.ObjectAttributes.map((name) => {
      const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
      if (attribute) return [name, attribute(version, input)];
      throw invalidArgument(`Invalid attribute name specified: ${name}`);
    });
    return {
      LastModified: new Date(version.lastModified),
      ...versionMember(s3.buckets.get(input.Bucket), version),
      ...Object.fromEntries(named),
    };
  },
};
