import * as http from 'node:http';
import {
  askPublisher,
  BaseUrl,
  baseUrlParameter,
  type DatasetContract,
  type Publication,
  type SourceMonth,
  sourceUrl,
} from '@tlc-elt/contracts';
import { eachAtOnce } from '../each-at-once.ts';
import type { Runtime } from '../runtime.ts';

/** Questions to the publisher at one time: it limits clients that ask too much. */
const AT_ONCE = 16;
const TIMEOUT_MS = 10_000;

/** What the publisher has of each month, in the order of the months. Nothing is started by asking. */
export async function publicationsOf(
  runtime: Runtime,
  contract: DatasetContract,
  months: readonly SourceMonth[],
): Promise<Map<SourceMonth, Publication>> {
  const base = (await runtime.parameters()).get(baseUrlParameter(runtime.stage, contract));
  proxyFromEnvironment(process.env);
  let asked = 0;
  const answers = await eachAtOnce(AT_ONCE, months, (month) => {
    asked += 1;
    runtime.progress.status(`asking the publisher for ${month} (${asked} of ${months.length})`);
    return ask(contract, base, month, runtime);
  });
  runtime.progress.status('');
  return new Map(months.map((month, i) => [month, answers[i] as Publication]));
}

/** Pauses before a busy publisher is asked again. */
const PAUSES_MS = [1000, 3000];

async function ask(
  contract: DatasetContract,
  base: string,
  month: SourceMonth,
  runtime: Runtime,
): Promise<Publication> {
  const address = BaseUrl.safeParse(base);
  if (!address.success)
    return { state: 'not_usable', answer: `the base address ${address.error.issues[0]?.message}` };
  const url = sourceUrl(contract, base, month);
  let publication = await askOnce(contract, url, runtime.signal);
  for (const pause of PAUSES_MS) {
    if (publication.state !== 'unavailable') return publication;
    await runtime.sleep(pause);
    publication = await askOnce(contract, url, runtime.signal);
  }
  return publication;
}

async function askOnce(contract: DatasetContract, url: string, stopped: AbortSignal): Promise<Publication> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(TIMEOUT_MS)]);
  const publication = await askPublisher(contract, url, signal);
  stopped.throwIfAborted();
  return publication;
}

let proxied = false;

/** Makes `fetch` go by HTTPS_PROXY where this Node can; what is on this machine is never asked through a proxy. */
function proxyFromEnvironment(environment: NodeJS.ProcessEnv): void {
  const { setGlobalProxyFromEnv } = http as { setGlobalProxyFromEnv?: (env: NodeJS.ProcessEnv) => unknown };
  if (proxied || setGlobalProxyFromEnv === undefined) return;
  proxied = true;
  const own = environment.NO_PROXY ?? environment.no_proxy ?? '';
  const no_proxy = [own, '127.0.0.1', 'localhost'].filter((name) => name !== '').join(',');
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = environment;
  const settings = {
    https_proxy: https_proxy ?? HTTPS_PROXY,
    http_proxy: http_proxy ?? HTTP_PROXY,
    no_proxy,
  };
  if (settings.https_proxy || settings.http_proxy) setGlobalProxyFromEnv(settings);
}
