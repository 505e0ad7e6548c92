import { XMLParser } from 'fast-xml-parser';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text of an element; characters that XML readers would change or drop become references, as S3 writes them. */
export const escapeXml = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keys of objects may hold control characters
    /[&<>"\u0000-\u001f\u007f]/g,
    (char) => ESCAPED[char] ?? `&#x${char.charCodeAt(0).toString(16)};`,
  );

function element(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('');
  if (typeof value !== 'object' || value === null) return `<${name}>${escapeXml(String(value))}</${name}>`;
  const attributes = Object.entries(value).filter(([key]) => key.startsWith('@'));
  const children = Object.entries(value).filter(([key]) => !key.startsWith('@'));
  const opening = attributes.map(([key, text]) => ` ${key.slice(1)}="${escapeXml(String(text))}"`).join('');
  return `<${name}${opening}>${children.map(([key, item]) => element(key, item)).join('')}</${name}>`;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * An S3 answer: `content` below one root element of S3's namespace. Lists repeat their element, `undefined` has
 * none, names that begin with `@` are attributes; text alone is the root's own text.
 */
export const toXml = (root: string, content: object | string): string =>
  typeof content === 'string'
    ? `${DECLARATION}<${root} xmlns="${NAMESPACE}">${escapeXml(content)}</${root}>`
    : `${DECLARATION}${element(root, { '@xmlns': NAMESPACE, ...content })}`;

/** S3's errors have no namespace. */
export const errorXml = (content: object): string => `${DECLARATION}${element('Error', content)}`;

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
});

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      return NAMED[name ?? ''] ?? whole;
    },
  );

function unescaped(value: unknown): unknown {
  if (typeof value === 'string') return unescapeXml(value);
  if (Array.isArray(value)) return value.map(unescaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unescaped(item)]));
}

/** The root element's content, values are text; undefined where the body is not such a document. */
export function fromXml(body: Buffer, root: string): Record<string, unknown> | undefined {
  let parsed: Record<string, unknown>;
  try {
    parsed = parser.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (!Object.hasOwn(parsed, root)) return undefined;
  const content = unescaped(parsed[root]);
  return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
}

/** XML has no lists of one. */
export const items = <T>(value: unknown): T[] =>
  value === undefined || value === '' ? [] : Array.isArray(value) ? (value as T[]) : [value as T];
