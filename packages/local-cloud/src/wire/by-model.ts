import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../aws/errors.ts';
import { checkInput } from '../aws/model/check.ts';
import { modelOf } from '../aws/model/model.ts';
import { rawTarget } from '../aws/signing/claim.ts';
import type { LegacyService } from '../kernel/legacy.ts';
import type { RunningService } from '../kernel/running-service.ts';
import { type WireRequest, type WireResponse, wireOf } from './wire.ts';

function requestOf(req: IncomingMessage, body: Buffer): WireRequest {
  const { path, rawQuery } = rawTarget(req);
  const query = new URLSearchParams(rawQuery);
  return { method: req.method ?? 'GET', path, rawQuery, query, headers: req.headers, body };
}

/** TODO-MIGRATION: a service whose requests are read by the wires, as the old dispatcher knows services. */
export function byModel(running: RunningService): LegacyService {
  const { name, operations, ownErrors = {} } = running.definition;
  const answer = async (
    request: WireRequest,
    call: Parameters<RunningService['call']>[1],
  ): Promise<WireResponse> => {
    const model = modelOf(name);
    const wire = wireOf(request, model);
    try {
      const { operation, path } = wire.operationOf(request, model);
      const served = running.serves(operation) ? operations[operation] : undefined;
      if (!served) throw wire.unknownOperation(operation, model);
      const input = wire.decode(request, model, operation, path);
      checkInput(model, operation, input, { takes: served.takes, inert: served.inert ?? {} });
      const output = await running.call(input, { ...call, operation });
      return wire.encode(output, model, operation, call.requestId);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const [code, status] = ownErrors[error.code] ?? [error.code, error.statusCode];
      const own = new ServiceError(code, error.message, status, error.fields);
      return wire.encodeError(own, model, call.requestId);
    }
  };
  return {
    signingName: name,
    operations: {},
    ownErrors,
    protocol: {
      kind: 'raw',
      body: 'whole',
      handle: async (req, res, call, body = Buffer.alloc(0)) => {
        const { status, headers, body: bytes } = await answer(requestOf(req, body), call);
        res.writeHead(status, headers).end(bytes as string | Uint8Array);
      },
    },
  };
}
