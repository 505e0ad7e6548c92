import { text } from 'node:stream/consumers';
import { listen } from '@tlc-elt/testing';

/** An OpenLineage endpoint of this process, for several clouds at once: each has a key of its own. */
export interface LineageEndpoint {
  readonly url: string;
  /** Whether an event of the workflow's end came with this key. */
  isToldOfAnEnd(key: string): boolean;
  close(): Promise<void>;
}

/** Starts an endpoint that takes every event. */
export async function lineageEndpoint(): Promise<LineageEndpoint> {
  const told = new Set<string>();
  const receiver = await listen(async (request, response) => {
    const { eventType, job } = JSON.parse(await text(request)) as Event;
    const isEnd = eventType === 'COMPLETE' && /^tlc-[a-z]+-pipeline\.yellow$/.test(job.name);
    if (isEnd) told.add(request.headers.authorization ?? '');
    response.writeHead(201).end();
  });
  return {
    url: receiver.url,
    isToldOfAnEnd: (key) => told.has(`Bearer ${key}`),
    close: () => receiver.close(),
  };
}

interface Event {
  readonly eventType: string;
  readonly job: { readonly name: string };
}
