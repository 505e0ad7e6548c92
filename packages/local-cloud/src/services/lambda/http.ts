import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { rawTarget } from '../../aws/http-request.ts';
import type { LegacyOperation, RestRoute } from '../../kernel/legacy.ts';
import { matchRoute } from '../../wire/old/rest-json.ts';

/** Largest payload of a synchronous invocation: "Lambda quotas". */
const LARGEST_PAYLOAD = 6 * 1024 * 1024;

const ROUTES: readonly RestRoute[] = [
  { method: 'POST', path: '/2015-03-31/functions/{FunctionName}/invocations', operation: 'Invoke' },
  { method: 'GET', path: '/2015-03-31/functions', operation: 'ListFunctions' },
  { method: 'GET', path: '/2015-03-31/functions/{FunctionName}', operation: 'GetFunction' },
  {
    method: 'GET',
    path: '/2015-03-31/functions/{FunctionName}/configuration',
    operation: 'GetFunctionConfiguration',
  },
];

function parse(body: Buffer): unknown {
  if (body.length > LARGEST_PAYLOAD)
    throw new ServiceError(
      'RequestTooLargeException',
      `${body.length} byte payload is too large for the RequestResponse invocation type (limit ${LARGEST_PAYLOAD} bytes)`,
      413,
    );
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    throw new ServiceError('InvalidRequestContentException', message, 400, { Type: 'User' });
  }
}

/** Invoke has its payload as the body and the rest in headers; the other operations are plain JSON. */
function inputOf(req: IncomingMessage, operation: string, input: Shape, body: Buffer): Shape {
  if (operation !== 'Invoke') return input;
  return {
    ...input,
    Payload: parse(body),
    InvocationType: req.headers['x-amz-invocation-type'] ?? 'RequestResponse',
    LogType: req.headers['x-amz-log-type'] ?? 'None',
  };
}

function invoked(output: Shape): { status: number; headers: Record<string, string>; body: string } {
  const headers: Record<string, string> = {};
  if (output.ExecutedVersion) headers['x-amz-executed-version'] = String(output.ExecutedVersion);
  if (output.FunctionError) headers['x-amz-function-error'] = String(output.FunctionError);
  if (output.LogResult) headers['x-amz-log-result'] = String(output.LogResult);
  const status = Number(output.StatusCode);
  return { status, headers, body: status === 200 ? JSON.stringify(output.Payload) : '' };
}

/** Reads Lambda's REST requests and writes their answers. */
export const createHandler =
  (operations: Readonly<Record<string, LegacyOperation>>) =>
  async (req: IncomingMessage, res: ServerResponse, call: Call, body: Buffer = Buffer.alloc(0)) => {
    const { path, query } = rawTarget(req);
    const match = matchRoute(ROUTES, req.method ?? 'GET', path, query, {});
    const run = match && operations[match.operation];
    if (!match || !run)
      throw new ServiceError(
        'UnknownOperationException',
        `lambda ${req.method} ${path} is not supported by the local cloud (see docs/local-cloud.md)`,
        404,
      );
    const input = inputOf(req, match.operation, match.input, body);
    const output = await run(input, { ...call, operation: match.operation });
    const answer =
      match.operation === 'Invoke'
        ? invoked(output)
        : { status: 200, headers: {}, body: JSON.stringify(output) };
    const bytes = Buffer.from(answer.body);
    res.writeHead(answer.status, {
      'content-type': 'application/json',
      'content-length': bytes.length,
      'x-amzn-requestid': call.requestId,
      ...answer.headers,
    });
    res.end(bytes);
  };
