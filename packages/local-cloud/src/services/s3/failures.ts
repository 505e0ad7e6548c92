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
