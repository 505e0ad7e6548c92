import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJson } from '../disk/json-file.ts';
import type { Fired } from '../kernel/offers.ts';
import type { RunningKernel } from '../kernel/running-kernel.ts';

/** What `pnpm local` asks of a running local cloud; not AWS's, hence its own path and token. */
export interface Administration {
  readonly kernel: RunningKernel;
  readonly token: string;
  readonly onStop: () => void;
}

const authorized = (req: IncomingMessage, token: string): boolean => {
  const given = Buffer.from(String(req.headers.authorization ?? ''));
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};

function send(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const fire = (kernel: RunningKernel, asked: URLSearchParams): Promise<Fired> => {
  const at = asked.get('at');
  return kernel.offers.scheduler.fire(
    asked.get('schedule') ?? '',
    at === null ? kernel.clock.now() : new Date(at),
  );
};

function standIn(kernel: RunningKernel, asked: URLSearchParams): { readonly issuer: string } {
  const issuer = asked.get('issuer') ?? '';
  kernel.offers.sts.standIn(issuer, readJson(asked.get('keys') ?? '') as object);
  return { issuer };
}

export async function handleAdministration(
  { kernel, token, onStop }: Administration,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  req.resume();
  if (!authorized(req, token))
    return send(res, 401, { message: 'the token of .local/<stage>/local-cloud.json is needed' });
  const url = new URL(req.url ?? '/', 'http://local');
  switch (`${req.method} ${url.pathname}`) {
    case 'GET /_local/health':
      return send(res, 200, {
        status: 'running',
        pid: process.pid,
        working: kernel.offers.states.working(),
      });
    case 'GET /_local/iam':
      return send(res, 200, {
        granted: kernel.roles.granted(),
        used: kernel.roles.uses(),
        refused: kernel.roles.refusals(),
      });
    case 'POST /_local/fire':
      return send(res, 200, await fire(kernel, url.searchParams));
    case 'POST /_local/fail':
      kernel.offers.cloudformation.failOnce(url.searchParams.get('resource') ?? '');
      return send(res, 202, { failing: url.searchParams.get('resource') });
    case 'POST /_local/oidc':
      return send(res, 200, standIn(kernel, url.searchParams));
    case 'POST /_local/wake':
      return send(res, 200, { woken: kernel.offers.states.wake(url.searchParams.get('execution') ?? '') });
    case 'POST /_local/warehouses':
      return send(
        res,
        200,
        await kernel.offers['redshift-data'].copies(url.searchParams.get('folder') ?? ''),
      );
    case 'POST /_local/stop':
      send(res, 202, { status: 'stopping' });
      return onStop();
    default:
      return send(res, 404, { message: `${req.method} ${url.pathname} is unknown` });
  }
}
