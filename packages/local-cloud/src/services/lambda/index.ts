import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { rawTarget } from '../../identity/sigv4.ts';
import { readBody } from '../../server/exchange.ts';
import {
  type Call,
  type Caller,
  type Kernel,
  type Service,
  ServiceError,
  type Shape,
} from '../../service.ts';
import { providersOf } from '../bucket-deployment.ts';
import { ExecutionEnvironment, type Result } from './environment.ts';
import { functionOf, type LambdaFunction } from './function.ts';

/** Largest payload of a synchronous invocation: "Lambda quotas". */
const LARGEST_PAYLOAD = 6 * 1024 * 1024;
/** An asynchronous invocation is tried again this often where the template does not say otherwise. */
const ASYNC_RETRIES = 2;

/** Lambda: each function in a process of its own, warm between invocations. */
export function createLambda(kernel: Kernel): Service {
  return new Functions(kernel).service();
}

class Functions {
  readonly #kernel: Kernel;
  readonly #functions: ReadonlyMap<string, LambdaFunction>;
  readonly #environments = new Map<string, Set<ExecutionEnvironment>>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    const providers = providersOf(kernel.assembly).functions;
    const own = kernel.assembly
      .ofType('AWS::Lambda::Function')
      .filter(({ arn }) => !providers.has(arn ?? ''));
    this.#functions = new Map(
      own.map((resource) => [resource.physicalId, functionOf(kernel.assembly, resource)]),
    );
    kernel.peers.lambda = {
      invoke: async (name, payload) => ({
        executedVersion: '$LATEST',
        ...(await this.#invoke(this.#find(name), payload)),
      }),
    };
  }

  service(): Service {
    return {
      signingName: 'lambda',
      protocol: { kind: 'raw', handle: (req, res, call) => this.#handle(req, res, call) },
      operations: {
        Invoke: async (input, { caller }) => {
          const fn = this.#allowed(caller, String(input.FunctionName), 'InvokeFunction');
          const result = await this.#invoke(fn, input.Payload ?? {});
          return {
            StatusCode: 200,
            ExecutedVersion: '$LATEST',
            Payload: result.payload,
            ...('functionError' in result ? { FunctionError: result.functionError } : {}),
          };
        },
      },
      stop: async () => {
        for (const environment of [...this.#environments.values()].flatMap((set) => [...set]))
          environment.end();
      },
    };
  }

  /** By name, ARN or partial ARN, with or without `$LATEST`. */
  #find(text: string): LambdaFunction {
    const name = text.replace(/^arn:aws:lambda:[^:]*:\d*:function:/, '').replace(/:\$LATEST$/, '');
    const fn = this.#functions.get(name);
    if (!fn)
      throw new ServiceError(
        'ResourceNotFoundException',
        `Function not found: arn:aws:lambda:${this.#kernel.region}:${this.#kernel.accountId}:function:${name}`,
        404,
      );
    return fn;
  }

  #allowed(caller: Caller, name: string, action: string): LambdaFunction {
    const fn = this.#find(name);
    this.#kernel.authorize(caller, `lambda:${action}`, fn.arn);
    return fn;
  }

  async #invoke(fn: LambdaFunction, event: unknown): Promise<Result> {
    const pool = this.#environments.get(fn.name) ?? new Set();
    this.#environments.set(fn.name, pool);
    let environment = [...pool].find(({ busy, alive }) => alive && !busy);
    if (!environment) {
      const made: ExecutionEnvironment = new ExecutionEnvironment(
        this.#kernel,
        fn,
        () => void pool.delete(made),
      );
      pool.add(made);
      environment = made;
    }
    return environment.invoke(event);
  }

  /** Event invocations: tried again, then told to the on-failure destination. Never rejects. */
  async #invokeLater(fn: LambdaFunction, event: unknown): Promise<void> {
    const config = this.#kernel.assembly
      .ofType('AWS::Lambda::EventInvokeConfig')
      .find(({ properties }) => properties.FunctionName === fn.name)?.properties;
    const retries = Number(config?.MaximumRetryAttempts ?? ASYNC_RETRIES);
    let result = await this.#invoke(fn, event);
    for (let attempt = 0; attempt < retries && 'functionError' in result; attempt += 1)
      result = await this.#invoke(fn, event);
    if (!('functionError' in result)) return;
    const destination = (config?.DestinationConfig as { OnFailure?: { Destination?: string } } | undefined)
      ?.OnFailure?.Destination;
    const record = {
      requestContext: { functionArn: fn.arn, condition: 'RetriesExhausted' },
      requestPayload: event,
      responsePayload: result.payload,
    };
    this.#kernel.log(
      `${fn.name} failed for good; ${destination ? `on-failure destination ${destination}` : 'no on-failure destination'}: ${JSON.stringify(record)}`,
    );
  }

  async #handle(req: IncomingMessage, res: ServerResponse, call: Call): Promise<void> {
    const { path } = rawTarget(req);
    const segments = path.split('/').filter(Boolean).map(decodeURIComponent);
    const [, resource, name = '', sub = ''] = segments;
    if (resource !== 'functions')
      throw new ServiceError(
        'UnknownOperationException',
        `lambda ${req.method} ${path} is not supported by the local cloud`,
        404,
      );
    const route = `${req.method} ${name === '' ? '' : '/'}${sub}`;
    if (route === 'POST /invocations') return this.#invoked(req, res, call, name);
    req.resume();
    if (route === 'GET ') return this.#json(res, call, this.#list(call));
    if (route === 'GET /')
      return this.#json(res, call, {
        Configuration: this.#shape(this.#allowed(call.caller, name, 'GetFunction')),
        Code: { RepositoryType: 'S3' },
      });
    if (route === 'GET /configuration')
      return this.#json(res, call, this.#shape(this.#allowed(call.caller, name, 'GetFunctionConfiguration')));
    throw new ServiceError(
      'UnknownOperationException',
      `lambda ${req.method} ${path} is not supported by the local cloud (see docs/local-cloud.md)`,
      404,
    );
  }

  #list({ caller }: Call): Shape {
    this.#kernel.authorize(caller, 'lambda:ListFunctions', '*');
    return { Functions: [...this.#functions.values()].map((fn) => this.#shape(fn)) };
  }

  #shape(fn: LambdaFunction): Shape {
    return {
      FunctionName: fn.name,
      FunctionArn: fn.arn,
      Runtime: fn.runtime,
      Role: fn.roleArn,
      Handler: fn.handler,
      Timeout: fn.timeoutSeconds,
      MemorySize: fn.memoryMb,
      Environment: { Variables: fn.environment },
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      LoggingConfig: { LogFormat: 'Text', LogGroup: fn.logGroup },
    };
  }

  #json(
    res: ServerResponse,
    call: Call,
    body: unknown,
    status = 200,
    headers: Record<string, string> = {},
  ): void {
    const bytes = Buffer.from(status === 202 || status === 204 ? '' : JSON.stringify(body));
    res.writeHead(status, {
      'content-type': 'application/json',
      'content-length': bytes.length,
      'x-amzn-requestid': call.requestId,
      ...headers,
    });
    res.end(bytes);
  }

  async #invoked(req: IncomingMessage, res: ServerResponse, call: Call, name: string): Promise<void> {
    const fn = this.#allowed(call.caller, name, 'InvokeFunction');
    const body = await readBody(req, LARGEST_PAYLOAD);
    const event = parse(body);
    const type = req.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (type === 'DryRun') return this.#json(res, call, null, 204);
    if (type === 'Event') {
      void this.#invokeLater(fn, event);
      return this.#json(res, call, null, 202);
    }
    const result = await this.#invoke(fn, event);
    this.#json(res, call, result.payload, 200, {
      'x-amz-executed-version': '$LATEST',
      'x-amzn-requestid': randomUUID(),
      ...('functionError' in result ? { 'x-amz-function-error': result.functionError } : {}),
    });
  }
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new ServiceError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
}
