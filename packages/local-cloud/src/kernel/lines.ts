import type { Readable } from 'node:stream';

/** Calls `sink` with each line of a stream as it is complete, and with what remains at the end. */
export function eachLine(stream: Readable, sink: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) sink(line);
  });
  stream.on('end', () => {
    if (rest !== '') sink(rest);
  });
}
