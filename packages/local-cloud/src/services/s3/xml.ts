import { XMLBuilder, XMLParser } from 'fast-xml-parser';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: false,
});
const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false });

/** An S3 answer: `content` below one root element of S3's namespace. */
export const toXml = (root: string, content: unknown): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: { '@xmlns': 'http://s3.amazonaws.com/doc/2006-03-01/', ...(content as object) } })}`;

/** The root element's content; values are text. */
export function fromXml(body: Buffer, root: string): Record<string, unknown> {
  const parsed = parser.parse(body) as Record<string, Record<string, unknown> | string | undefined>;
  const content = parsed[root];
  return typeof content === 'object' ? content : {};
}

/** XML has no lists of one. */
export const items = <T>(value: unknown): T[] =>
  value === undefined || value === '' ? [] : Array.isArray(value) ? (value as T[]) : [value as T];
