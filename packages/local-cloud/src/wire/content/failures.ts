import { NotSupported, ServiceError } from '../../aws/errors.ts';

// S3's own codes and sentences of what is wrong with a request: "Error responses", Amazon S3 API reference.

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
export const notImplemented = (what: string): NotSupported => new NotSupported(what, 'NotImplemented', 501);
