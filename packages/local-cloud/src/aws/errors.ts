import type { Shape } from './call.ts';

/** An error with AWS's own code; the protocol encoders turn it into what the SDKs parse as the modelled class. */
export class ServiceError extends Error {
  readonly code: string;
  readonly statusCode: number;
  /** More members of the modelled error shape, e.g. `{ resourceName }`. */
  readonly fields: Shape;
  constructor(code: string, message: string, statusCode = 400, fields: Shape = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.statusCode = statusCode;
    this.fields = fields;
  }
}

/** Refusal by name: what this local cloud does not do is never ignored. */
export class NotSupported extends ServiceError {
  constructor(what: string, code = 'ValidationException', statusCode = 400) {
    super(code, `${what} is not supported by the local cloud (see docs/local-cloud.md)`, statusCode);
  }
}

/** A service's own code and status for errors that all services share. */
export type OwnErrors = Readonly<Record<string, readonly [code: string, status: number]>>;

/** An error as the service says it; `NotSupported` may have words of its own among the ValidationExceptions. */
export function inOwnWords(error: ServiceError, ownErrors: OwnErrors = {}): ServiceError {
  const refused = error instanceof NotSupported && error.code === 'ValidationException';
  const own = (refused && ownErrors.NotSupported) || ownErrors[error.code];
  return own ? new ServiceError(own[0], error.message, own[1], error.fields) : error;
}
