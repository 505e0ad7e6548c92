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
  constructor(what: string, code = 'ValidationException') {
    super(code, `${what} is not supported by the local cloud (see docs/local-cloud.md)`);
  }
}
