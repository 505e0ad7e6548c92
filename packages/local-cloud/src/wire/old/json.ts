import type { Shape } from '../../aws/call.ts';
import type { ServiceError } from '../../aws/errors.ts';

/** JSON protocols write timestamps as seconds since the epoch, with milliseconds behind the point. */
export const encodeJson = (output: unknown): string =>
  // toJSON of Date runs before a replacer sees it, hence `this[key]`.
  JSON.stringify(output, function (this: Record<string, unknown>, key: string, value: unknown) {
    const original = this[key];
    if (original instanceof Uint8Array) return Buffer.from(original).toString('base64');
    return original instanceof Date ? original.getTime() / 1000 : value;
  });

/** Both SDKs find the modelled class by `__type`, and the message in either spelling. */
export const jsonError = ({ code, message, fields }: ServiceError): Shape => ({
  __type: code,
  message,
  Message: message,
  ...fields,
});
