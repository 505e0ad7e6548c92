import { ServiceError } from '../../aws/errors.ts';

// S3's own codes and sentences: "Error responses", Amazon S3 API reference. `fields` become elements of the error.

export const noSuchBucket = (BucketName: string): ServiceError =>
  new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName });
export const noSuchKey = (Key: string): ServiceError =>
  new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key });
export const noSuchVersion = (Key: string, VersionId: string): ServiceError =>
  new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404, { Key, VersionId });
export const noSuchUpload = (UploadId: string): ServiceError =>
  new ServiceError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId },
  );
export const preconditionFailed = (Condition: string): ServiceError =>
  new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition },
  );
export const badDigest = (which: string): ServiceError =>
  new ServiceError('BadDigest', `The ${which} you specified did not match the calculated checksum.`);
export const incompleteBody = (): ServiceError =>
  new ServiceError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
export const invalidArgument = (message: string): ServiceError =>
  new ServiceError('InvalidArgument', message);
export const invalidRequest = (message: string): ServiceError => new ServiceError('InvalidRequest', message);
export const malformedXml = (): ServiceError =>
  new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
export const notImplemented = (what: string): ServiceError =>
  new ServiceError(
    'NotImplemented',
    `${what} is not supported by the local cloud (see docs/local-cloud.md)`,
    501,
  );
