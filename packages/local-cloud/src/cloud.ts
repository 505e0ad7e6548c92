import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Assembly } from './assembly/assembly.ts';
import { loadAssembly as load } from './assembly/load.ts';
import { Children } from './kernel/children.ts';
import type { Clock } from './kernel/clock.ts';
import { systemClock } from './kernel/clock.ts';
import { createKernel, type RunningKernel } from './kernel/running-kernel.ts';
import { RunningService } from './kernel/running-service.ts';
import { resourceTypes, services } from './services/index.ts';
import { type Administration, handleAdministration } from './wire/administration.ts';
import { answer as answerAws } from './wire/door.ts';
import { type About, frontPage, isBrowser, sendPage } from './wire/front-page.ts';
import { PUBLISHER_PATH, Publisher } from './wire/publisher.ts';

/** An account whose stacks come and go by CloudFormation alone. */
export interface Account {
  readonly accountId: string;
  readonly region: string;
}

export interface CloudOptions {
  /**
   * What the account holds: exactly the stacks of an assembly, read once it is known where the local cloud answers
   * (templates may ask for its addresses); or what CloudFormation was asked for, nothing at first.
   */
  readonly holds: ((endpoint: string) => Assembly) | Account;
  /** What is kept of this stage; made where it is absent. */
  readonly stateDir: string;
  /** What stages share: Python environments, Spark's jars. */
  readonly sharedDir: string;
  /** Folder of files that stands in for a publisher. */
  readonly source?: string;
  /** First port to try; the next free one is taken. 0: any. */
  readonly port: number;
  readonly log: (line: string) => void;
  readonly clock?: Clock;
  /** Secret of the administration's requests. */
  readonly token: string;
  /** What a browser is told; without it a browser is a client without a signature. */
  readonly about?: About;
  /** Called when somebody asks the local cloud to end. */
  readonly onStop?: () => void;
}

/** A local cloud that answers. */
export interface Cloud {
  readonly kernel: RunningKernel;
  readonly endpoint: string;
  readonly port: number;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Ports that are tried after the first one. */
const MOST_PORTS = 50;

async function listen(server: Server, first: number): Promise<number> {
  for (let port = first; port < first + MOST_PORTS; port += 1) {
    const taken = await new Promise<boolean>((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException): void =>
        error.code === 'EADDRINUSE' ? resolve(true) : reject(error);
      server.once('error', onError);
      server.listen(port, HOST, () => {
        server.off('error', onError);
        resolve(false);
      });
    });
    if (!taken) return (server.address() as AddressInfo).port;
  }
  throw new Error(`the ports ${first} to ${first + MOST_PORTS - 1} are all taken: give another by --port`);
}

/** Requests of pages in a browser carry another Host: a name that points to 127.0.0.1 gets no answer. */
const isLoopback = (req: IncomingMessage): boolean =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(req.headers.host ?? '');

type Answer = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** A server whose requests wait for what answers them. */
function serverOf(answer: Promise<Answer>, log: (line: string) => void): Server {
  return createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (req, res) => {
    const handled = isLoopback(req)
      ? answer.then((own) => own(req, res))
      : Promise.resolve(void res.writeHead(403).end());
    handled.catch((error: unknown) => {
      log(`connection failed: ${String(error)}`);
      res.destroy();
    });
  });
}

/** Starts a local cloud from an assembly; resolves once it answers. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const answer = Promise.withResolvers<Answer>();
  const server = serverOf(answer.promise, options.log);
  const port = await listen(server, options.port);
  try {
    const { kernel, stop } = await startServices(options, `http://${HOST}:${port}`, answer.resolve);
    return { kernel, endpoint: kernel.endpoint(), port, stop: () => stop().then(() => closed(server)) };
  } catch (error) {
    await closed(server); // a port that still listens would keep the process alive
    throw error;
  }
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function startServices(
  options: CloudOptions,
  endpoint: string,
  onAnswer: (answer: Answer) => void,
): Promise<{ kernel: RunningKernel; stop: () => Promise<void> }> {
  const { log, source, stateDir, sharedDir } = options;
  const clock = options.clock ?? systemClock;
  const assembly = typeof options.holds === 'function' ? options.holds(endpoint) : undefined;
  const { accountId, region } = assembly ?? (options.holds as Account);
  const children = new Children(join(stateDir, 'children.json'));
  const orphans = children.killOrphans();
  if (orphans > 0) log(`ended ${orphans} process(es) that an earlier local cloud left`);
  const publisher = source === undefined ? undefined : new Publisher(source);
  const address = (): string | undefined => publisher && `${endpoint}${PUBLISHER_PATH}`;
  const kernel = createKernel({
    accountId,
    region,
    holdsAssembly: assembly !== undefined,
    assetPath: (bucket, key) => assembly?.assetPath(bucket, key),
    endpoint,
    stateDir,
    sharedDir,
    children,
    clock,
    log,
    publisher: address,
  });
  for (const service of services) kernel.services.set(service.name, new RunningService(service, kernel));
  const running = [...kernel.services.values()];
  const { cloudformation } = kernel.offers;
  await (assembly ? cloudformation.deploy(assembly) : cloudformation.restore());

  const { token, onStop = () => undefined } = options;
  const administration: Administration = { kernel, token, onStop };
  const keeper = { services: kernel.services, keys: kernel.keys, clock, log };
  const titles = services.map(({ title }) => title);
  onAnswer(async (req, res) => {
    if (req.url?.startsWith(`${PUBLISHER_PATH}/`) && publisher) return publisher.handle(req, res);
    if (options.about && isBrowser(req))
      return sendPage(res, frontPage(options.about, kernel.endpoint(), titles));
    if (req.url?.startsWith('/_local/')) return handleAdministration(administration, req, res);
    return answerAws(keeper, req, res);
  });
  const stop = async (): Promise<void> => {
    for (const service of running.toReversed()) await service.stop();
    await children.killAll();
  };
  try {
    for (const service of running) await service.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { kernel, stop };
}

/** The assembly in a folder, or a plain template; throws TemplateError on what the local cloud does not know. */
export const loadAssembly = (
  path: string,
  endpoint: string,
  parameters: Readonly<Record<string, string>> = {},
): Assembly => load(path, resourceTypes, endpoint, parameters);
