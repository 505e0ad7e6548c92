import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the page of a browser says of a local cloud. */
export interface About {
  readonly stage: string;
  /** `pnpm local` in the form that the user types. */
  readonly command: string;
  /** Folder of the clone, where the docs lie. */
  readonly root: string;
}

/** Whether a person has opened the address in a browser: no client of AWS asks for HTML, or leaves out its signature. */
export const isBrowser = ({ method, url, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  url === '/' &&
  headers.authorization === undefined &&
  (headers.accept ?? '').includes('text/html');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const rows = (pairs: readonly (readonly [string, string])[]): string =>
  pairs
    .map(([left, right]) => `<tr><td><code>${escaped(left)}</code></td><td>${escaped(right)}</td></tr>`)
    .join('\n');

/** A short page: what answers here, and what to type. */
export function frontPage(
  { stage, command, root }: About,
  endpoint: string,
  services: readonly string[],
): string {
  const of = stage === 'local' ? '' : ` --stage ${stage}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>local cloud, stage ${escaped(stage)}</title>
<style>body { font: 16px/1.5 sans-serif; max-width: 46em; margin: 3em auto; padding: 0 1em } td { padding: 0 1.5em .2em 0; vertical-align: top }</style>
<h1>The local cloud of stage ${escaped(stage)}</h1>
<p>AWS's APIs on this machine, for clients of AWS: there is nothing more to see here with a browser.
It answers at <code>${escaped(endpoint)}</code> as ${escaped(services.join(', '))}.</p>
<table>
${rows([
  [`eval "$(${command} env${of})"`, 'any AWS client of this shell works with it: aws s3 ls'],
  [`${command} status${of}`, 'where it is, and its log'],
  [`${command} warehouse${of}`, 'a copy of the warehouse, for DuckDB'],
  [`${command.replace(/ local$/, ' ops')} --help`, 'runs, checks and reads the pipeline'],
  [`${command} down${of}`, 'ends it; its state stays'],
])}
</table>
<p>Read on in the clone:</p>
<table>
${rows([
  [`${root}/README.md`, 'what this is'],
  [`${root}/docs/local-cloud.md`, 'what the local cloud does, what it refuses, where it differs from AWS'],
])}
</table>
</html>
`;
}

/** Answers a browser. */
export function sendPage(res: ServerResponse, page: string): void {
  res.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  res.end(page);
}
