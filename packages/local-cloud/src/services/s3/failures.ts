import { ServiceError } from '../../service.ts';

// S3's own codes and sentences: "Error responses", Amazon S3 API reference.

export const noSuchBucket = (bucket: string): ServiceError =>
  new ServiceError('NoSuchBucket', `The specified bucket does not exist: ${bucket}`, 404);
export const noSuchKey = (key: string): ServiceError =>
  new ServiceError('NoSuchKey', `The specified key does not exist: ${key}`, 404);
export const noSuchVersion = (id: string): ServiceError =>
  new ServiceError('NoSuchVersion', `The specified version does not exist: ${id}`, 404);
export const noSuchUpload = (id: string): ServiceError =>
  new ServiceError(
    'NoSuchUpload',
    `The specified upload does not exist; it may have been aborted or completed: ${id}`,
    404,
  );
export const preconditionFailed = (condition: string): ServiceError =>
  new ServiceError(
    'PreconditionFailed',
    `At least one of the pre-conditions you specified did not hold: ${condition}`,
    412,
  );
export const badDigest = (which: string): ServiceError =>
  new ServiceError('BadDigest', `The ${which} you specified did not match what we received.`);
export const incompleteBody = (): ServiceError =>
  new ServiceError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  );
export const invalidArgument = (message: string): ServiceError =>
  new ServiceError('InvalidArgument', message);
export const notImplemented = (what: string): ServiceError =>
  new ServiceError(
    'NotImplemented',
    `${what} is not supported by the local cloud (see docs/local-cloud.md)`,
    501,
  );
