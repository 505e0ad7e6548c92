import { type Fault, keepsOld, loads } from './fault.ts';
import type { Month } from './world.ts';

const BLOCK = { status: 403, headers: { server: 'CloudFront' } } as const;
const ABSENT = { status: 403, headers: { server: 'AmazonS3' } } as const;
const HTML = '<!DOCTYPE html><html><body>Service moved</body></html>';

function resumed({ world, file }: Month): void {
  const [first, second] = world.publisher.requests
    .filter((request) => request.method === 'GET' && request.file === file)
    .slice(-2)
    .map(({ headers }) => headers);
  if (first?.range !== undefined || !second?.range?.startsWith('bytes=') || second['if-match'] === undefined)
    throw new Error(`the download was not resumed by Range and If-Match: ${JSON.stringify(second)}`);
}

const broken = (share: number): Fault => ({
  what: `a connection that breaks at ${Math.round(share * 100)}% of the download`,
  act: (month) => {
    month.publisherFails({ method: 'GET', times: 1, breakAt: share });
    return month.run();
  },
  expect: loads,
  also: resumed,
});

/** Faults of the publisher and of the network before it. */
export const publisherFaults: readonly Fault[] = [
  ...[0.1, 0.5, 0.99].map(broken),
  {
    what: 'a connection that breaks twice in one download',
    act: (month) => {
      month.publisherFails(
        { method: 'GET', times: 1, breakAt: 0.3 },
        { method: 'GET', times: 1, breakAt: 0.6 },
      );
      return month.run();
    },
    expect: loads,
  },
  {
    what: 'a block of the client (403 of CloudFront) that is lifted',
    act: (month) => {
      month.publisherFails({ method: 'HEAD', times: 2, ...BLOCK }, { method: 'GET', times: 1, ...BLOCK });
      return month.run();
    },
    expect: loads,
  },
  {
    what: 'a block of the client (403 of CloudFront) that stays',
    act: (month) => {
      month.publisherFails({ method: 'HEAD', times: 100, ...BLOCK });
      return month.run();
    },
    expect: keepsOld(/SourceUnavailable: .*HTTP 403/s),
  },
  {
    what: 'a loaded month that is withdrawn, long after its deadline (403 of S3)',
    act: (month) => {
      month.publisherFails({ method: 'HEAD', times: 1, ...ABSENT });
      return month.run('--no-wait');
    },
    expect: keepsOld(/was not published by/),
  },
  {
    what: 'a month that is withdrawn between check and download (403 of S3)',
    act: (month) => {
      month.publisherFails({ method: 'GET', times: 1, ...ABSENT });
      return month.run();
    },
    expect: keepsOld(/SourceChanged: the publisher withdrew/),
  },
  {
    what: '503 from the publisher, for a while',
    act: (month) => {
      month.publisherFails(
        { method: 'HEAD', times: 2, status: 503 },
        { method: 'GET', times: 2, status: 503 },
      );
      return month.run();
    },
    expect: loads,
  },
  {
    what: '503 from the publisher, for good',
    act: (month) => {
      month.publisherFails({ method: 'HEAD', times: 100, status: 503 });
      return month.run();
    },
    expect: keepsOld(/SourceUnavailable: .*HTTP 503/s),
  },
  {
    what: '404 from the publisher',
    act: (month) => {
      month.publisherFails({ method: 'HEAD', times: 1, status: 404 });
      return month.run();
    },
    expect: keepsOld(/SourceNotUsable: .*HTTP 404/s),
  },
  {
    what: 'answers that take seconds',
    act: (month) => {
      month.publisherFails(
        { method: 'HEAD', times: 1, delayMs: 3000 },
        { method: 'GET', times: 1, delayMs: 3000 },
      );
      return month.run();
    },
    expect: loads,
  },
  {
    what: 'another publication (ETag) between check and download',
    act: (month) => {
      const before = async (): Promise<void> => void (await month.publishLater());
      month.publisherFails({ method: 'GET', times: 1, before });
      return month.run();
    },
    expect: keepsOld(/SourceChanged: the publisher replaced .*HTTP 412/s),
  },
  {
    what: 'another publication (ETag) midway through the download',
    act: (month) => {
      const before = async (): Promise<void> => void (await month.publishLater());
      month.publisherFails({ method: 'GET', times: 1, breakAt: 0.5 }, { method: 'GET', times: 1, before });
      return month.run();
    },
    expect: keepsOld(/SourceChanged: the publisher replaced .*HTTP 412/s),
  },
  {
    what: "an HTML page with the file's own headers",
    act: (month) => {
      month.publisherFails({ method: 'GET', times: 1, html: HTML });
      return month.run();
    },
    expect: keepsOld(/SourceFileInvalid: .*is HTML/s),
  },
];
