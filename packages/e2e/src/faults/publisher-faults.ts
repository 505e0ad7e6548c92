import { isDeepStrictEqual } from 'node:util';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { PublicationDiff, publicationDiffKey } from '@tlc-elt/contracts';
import { type Fault, keepsOld, loads } from './fault.ts';
import type { Month } from './world.ts';

const BLOCK = { status: 403, headers: { server: 'CloudFront' } } as const;
const ABSENT = { status: 403, headers: { server: 'AmazonS3' } } as const;
const WEAK = { etag: 'W/"5dea0200-bd41"' } as const;
const BEFORE = new Date('2023-03-01T12:00:00Z');
const HTML = '<!DOCTYPE html><html><body>Service moved</body></html>';

function resumed({ world, file }: Month): void {
  const [first, second] = world.publisher.requests
    .filter((request) => request.method === 'GET' && request.file === file)
    .slice(-2)
    .map(({ headers }) => headers);
  if (first?.range !== undefined || !second?.range?.startsWith('bytes=') || second['if-match'] === undefined)
    throw new Error(`the download was not resumed by Range and If-Match: ${JSON.stringify(second)}`);
}

/** What the held run has left in raw is what `ops diff` finds by itself. */
async function keptDiffIsThatOfOps(month: Month): Promise<void> {
  const { stdout } = await month.world.stage.ops('diff', month.month, '--dataset', month.dataset, '--json');
  const found = PublicationDiff.parse(JSON.parse(stdout));
  const { contract } = month.trips;
  const Key = publicationDiffKey(contract, found.source_month, found.after.etag, found.before.etag);
  const { Body } = await month.world.clients.s3.send(
    new GetObjectCommand({ Bucket: month.world.clients.buckets.raw, Key }),
  );
  const kept = JSON.parse((await Body?.transformToString()) ?? 'null') as unknown;
  if (!isDeepStrictEqual(kept, found))
    throw new Error(
      `IngestRaw has left ${JSON.stringify(kept)}, and ops diff finds ${JSON.stringify(found)}`,
    );
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
    expect: keepsOld(/is not published, and was to be by/),
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
    what: 'a weak ETag, which nothing matches',
    act: (month) => {
      month.publisherFails({ method: 'GET', times: 1, breakAt: 0.5, headers: WEAK }, { headers: WEAK });
      return month.run();
    },
    expect: loads,
    also: ({ world, file }) => {
      const conditions = world.publisher.requests
        .filter((request) => request.file === file && request.headers.range !== undefined)
        .map(({ headers }) => headers['if-match']);
      if (conditions.length === 0) throw new Error('the download was not resumed');
      if (conditions.some((condition) => condition !== undefined))
        throw new Error(`a weak ETag went into If-Match: ${conditions.join(', ')}`);
    },
    // Under its own ETag the same file would be another publication.
    heal: (month) => month.publishLater(),
  },
  {
    what: 'parts that are shorter than what was asked for, or were not asked for',
    act: (month) => {
      month.publisherFails({ method: 'GET', mostBytes: 4000 });
      return month.run();
    },
    expect: loads,
  },
  {
    what: 'a body that ends early as if it were whole',
    act: (month) => {
      month.publisherFails({ method: 'GET', times: 1, endAt: 0.5 });
      return month.run();
    },
    expect: loads,
  },
  {
    what: 'a bit that is flipped on the way',
    act: (month) => {
      month.publisherFails({ method: 'GET', times: 1, flipAt: 0.5 });
      return month.run();
    },
    expect: loads,
  },
  {
    what: 'a bit that is always flipped on the way',
    act: (month) => {
      month.publisherFails({ method: 'GET', flipAt: 0.5 });
      return month.run();
    },
    expect: keepsOld(/SourceFileInvalid: .*arrived with MD5 \w+, and its ETag is \w+/s),
  },
  {
    what: 'a redirect loop',
    act: (month) => {
      month.publisherFails({
        status: 302,
        headers: { location: `${month.world.publisher.baseUrl}/${month.file}` },
      });
      return month.run();
    },
    expect: keepsOld(/SourceNotUsable: .*redirects more than 5 times/s),
  },
  {
    what: 'a compressed answer, which nobody asked for',
    act: (month) => {
      month.publisherFails({ headers: { 'content-encoding': 'gzip' } });
      return month.run();
    },
    expect: keepsOld(/SourceNotUsable: .*compressed by gzip/s),
  },
  {
    what: 'an older file that is put back',
    act: async (month) => {
      await month.run();
      await month.publish('SELECT * FROM {rows} LIMIT 390', BEFORE);
      return month.run();
    },
    expect: { code: 1, cause: /StaleRun: .*--accept-older/s, table: 'new', loads: 1 },
    heal: (month) => month.run('--accept-older'),
  },
  {
    what: "an HTML page with the file's own headers, once",
    act: (month) => {
      month.publisherFails({ method: 'GET', times: 1, html: HTML });
      return month.run();
    },
    expect: loads,
  },
  {
    what: "an HTML page with the file's own headers, for good",
    act: (month) => {
      month.publisherFails({ method: 'GET', html: HTML });
      return month.run();
    },
    expect: keepsOld(/SourceFileInvalid: .*is HTML/s),
  },
  {
    what: 'a republication that changes most of a month',
    act: async (month) => {
      await month.publish('SELECT r.* FROM {rows} AS r, range(4)', new Date('2025-04-01T12:00:00Z'));
      return month.run();
    },
    expect: keepsOld(/RepublicationHeld: .*changes 1600 of 400 loaded rows.*--accept-republication/s),
    also: keptDiffIsThatOfOps,
    heal: (month) => month.run('--accept-republication'),
  },
  {
    what: 'a month that lacks a day, where the stage stops on such',
    act: async (month) => {
      const day = `day(${month.trips.pickup}) <> 12`;
      const many = `SELECT r.* FROM {rows} AS r, range(20) WHERE ${day}`;
      await month.publish(many, new Date('2025-04-01T12:00:00Z'));
      return month.run('--accept-republication');
    },
    expect: keepsOld(/MonthUnusual: .* is odd in day: .*-12 has no trips.*--accept-unusual/s),
    heal: (month) => month.run('--accept-republication', '--accept-unusual'),
  },
];
