// Runs in the local cloud's process before it: `NODE_OPTIONS=--import …`. It stands where the network is, between the
// clients and the server, and fails requests by a file of rules. Nothing of the local cloud knows it.
import { appendFileSync, readFileSync } from 'node:fs';
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HITS_FILE, RULES_FILE, type SeamRule } from './rule.ts';

const rulesFile = process.env[RULES_FILE];
const hitsFile = process.env[HITS_FILE];
const matched = new Map<string, number>();

function rules(): SeamRule[] {
  try {
    return JSON.parse(readFileSync(rulesFile ?? '', 'utf8')) as SeamRule[];
  } catch {
    return [];
  }
}

const operationOf = (req: IncomingMessage): string =>
  String(req.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1) ?? '';

const serviceOf = (req: IncomingMessage): string =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(String(req.headers.authorization ?? ''))?.[1] ?? '';

/** A request's body without taking it from those who read it afterwards. Bodies of the JSON services are small. */
async function peek(req: IncomingMessage): Promise<string> {
  const length = Number(req.headers['content-length'] ?? 0);
  while (req.readableLength < length)
    await new Promise((resolve) => req.once('readable', () => resolve(undefined)));
  if (length === 0) return '';
  const body = req.read(length) as Buffer;
  req.unshift(body);
  return body.toString('utf8');
}

async function applies(rule: SeamRule, req: IncomingMessage): Promise<boolean> {
  if (rule.service !== undefined && rule.service !== serviceOf(req)) return false;
  if (rule.method !== undefined && rule.method !== req.method) return false;
  if (rule.path !== undefined && !new RegExp(rule.path).test(decodeURIComponent(req.url ?? ''))) return false;
  if (rule.operation !== undefined && !new RegExp(rule.operation).test(operationOf(req))) return false;
  return rule.body === undefined || new RegExp(rule.body, 's').test(await peek(req));
}

/** The first rule that hits the request; counts it. */
async function ruleFor(req: IncomingMessage): Promise<SeamRule | undefined> {
  for (const rule of rules()) {
    if (!(await applies(rule, req))) continue;
    const before = matched.get(rule.id) ?? 0;
    matched.set(rule.id, before + 1);
    const skip = rule.skip ?? 0;
    if (before < skip || before >= skip + (rule.times ?? Number.POSITIVE_INFINITY)) continue;
    appendFileSync(
      hitsFile ?? '',
      `${JSON.stringify({ id: rule.id, method: req.method, url: req.url, operation: operationOf(req) })}\n`,
    );
    return rule;
  }
  return undefined;
}

function fail(req: IncomingMessage, res: ServerResponse, status: number): void {
  req.resume();
  const json = req.headers['x-amz-target'] !== undefined;
  res.writeHead(status, { 'content-type': json ? 'application/x-amz-json-1.1' : 'application/xml' });
  if (req.method === 'HEAD') res.end();
  else if (json) res.end('{"__type":"InternalServerException","message":"made by the test"}');
  else res.end('<Error><Code>InternalError</Code><Message>made by the test</Message></Error>');
}

/** Does what the rule says; true where the request goes on to the server. */
async function strike(rule: SeamRule, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  switch (rule.action.kind) {
    case 'status':
      fail(req, res, rule.action.status);
      return false;
    case 'break':
      req.socket.destroy();
      return false;
    case 'hold':
      while (rules().some(({ id }) => id === rule.id)) await sleep(20);
      await sleep(20); // whoever was killed meanwhile has hung up, which must have arrived here
      return !(req.socket.destroyed || req.socket.readableEnded);
    case 'lose-answer':
      res.writeHead = (() => res) as typeof res.writeHead;
      res.write = (() => true) as typeof res.write;
      res.end = (() => {
        req.socket.destroy();
        return res;
      }) as typeof res.end;
      return true;
  }
}

if (rulesFile !== undefined && hitsFile !== undefined) {
  const emit = Server.prototype.emit as (this: Server, ...args: unknown[]) => boolean;
  Server.prototype.emit = function (this: Server, ...args: unknown[]): boolean {
    if (args[0] !== 'request') return emit.apply(this, args);
    const [, req, res] = args as [string, IncomingMessage, ServerResponse];
    ruleFor(req)
      .then(async (rule) => (rule === undefined || (await strike(rule, req, res))) && emit.apply(this, args))
      .catch((error: unknown) => {
        appendFileSync(hitsFile, `${JSON.stringify({ id: 'the preload failed', error: String(error) })}\n`);
        req.socket.destroy();
      });
    return true;
  };
  // The workflow's jitter may fall on any length from nothing on: here it always falls on the short side.
  Math.random = () => 0.002;
}
