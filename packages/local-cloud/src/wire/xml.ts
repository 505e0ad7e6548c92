import { XMLParser } from 'fast-xml-parser';
import {
  type ServiceModel,
  type ShapeModel,
  type ShapeUse,
  shapeOf,
  type XmlNamespace,
} from '../aws/model/model.ts';
import { record } from '../aws/record.ts';
import { isFlat, membersInXml } from './names.ts';
import { fromText, toText } from './text.ts';
import { memberUse } from './tree.ts';
import { isWithinBounds } from './xml-bounds.ts';

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text of an element; characters that XML readers would change or drop become references, as S3 writes them. */
export const escapeXml = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keys of objects may hold control characters
    /[&<>"\u0000-\u001f\u007f]/g,
    (char) => ESCAPED[char] ?? `&#x${char.charCodeAt(0).toString(16)};`,
  );

const namespace = (declared: XmlNamespace | undefined): string => {
  if (!declared) return '';
  return ` xmlns${declared.prefix ? `:${declared.prefix}` : ''}="${escapeXml(declared.uri)}"`;
};

/** An element of escaped or nested content. */
export const element = (name: string, content: string, attributes = ''): string =>
  `<${name}${attributes}>${content}</${name}>`;

function structure(
  model: ServiceModel,
  use: ShapeUse,
  shape: ShapeModel,
  value: object,
): [content: string, attributes: string] {
  const { members = {} } = shape;
  const names = membersInXml(model, shape);
  const set = new Map(Object.entries(value).filter(([, item]) => item !== undefined && item !== null));
  for (const name of set.keys()) memberUse(members, use.shape, name);
  let content = '';
  let attributes = namespace(use.xmlNamespace ?? shape.xmlNamespace);
  for (const { name, wireName, use: itemUse } of names.values()) {
    if (!set.has(name)) continue;
    const item = set.get(name);
    if (itemUse.xmlAttribute) attributes += ` ${wireName}="${escapeXml(String(item))}"`;
    else content += encodeXml(model, itemUse, wireName, item);
  }
  return [content, attributes];
}

/** An API's value as the element `name`, or as several for a flat list. */
export function encodeXml(model: ServiceModel, use: ShapeUse, name: string, value: unknown): string {
  const shape = shapeOf(model, use);
  switch (shape.type) {
    case 'structure':
      return element(name, ...structure(model, use, shape, value as object));
    case 'list': {
      const member = shape.member as ShapeUse;
      const flat = isFlat(use, shape);
      const itemName = flat ? name : (member.locationName ?? 'member');
      const items = (value as unknown[]).map((item) => encodeXml(model, member, itemName, item)).join('');
      return flat ? items : element(name, items);
    }
    case 'map': {
      const [keyUse, valueUse] = [shape.key as ShapeUse, shape.value as ShapeUse];
      const flat = isFlat(use, shape);
      const entries = Object.entries(value as object).map(([key, item]) =>
        element(
          flat ? name : 'entry',
          encodeXml(model, keyUse, keyUse.locationName ?? 'key', key) +
            encodeXml(model, valueUse, valueUse.locationName ?? 'value', item),
        ),
      );
      return flat ? entries.join('') : element(name, entries.join(''));
    }
    default:
      return element(name, escapeXml(toText(use, shape, value, 'iso8601')));
  }
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  ignoreDeclaration: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
});

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/g,
    (whole, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point > 0x10ffff ? whole : String.fromCodePoint(point);
    },
  );

/**
 * The root elements of a document by name; undefined where it is not well-formed, or has more elements than any that S3
 * takes. Entities are not expanded.
 */
export function parseXml(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  const text = body.toString('utf8');
  if (!isWithinBounds(text)) return undefined;
  try {
    return parser.parse(text, true) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const TEXT = '#text';
/** XML has no lists of one. */
const itemsOf = (node: unknown): unknown[] => (node === undefined || node === '' ? [] : [node].flat());

/** The text of an element; undefined where it has children. */
function textOf(node: unknown): string | undefined {
  if (typeof node === 'string') return unescapeXml(node);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return undefined;
  const children = Object.keys(node).filter((name) => name !== TEXT && !name.startsWith('@'));
  if (children.length > 0) return undefined;
  return unescapeXml(String((node as Record<string, unknown>)[TEXT] ?? ''));
}

function decodeStructure(model: ServiceModel, shape: ShapeModel, node: unknown): unknown {
  if (typeof node === 'string') return node.trim() === '' ? {} : node;
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node;
  const names = membersInXml(model, shape);
  const entries = Object.entries(node).flatMap(([key, child]): [string, unknown][] => {
    const attribute = key.startsWith('@');
    const member = names.get(attribute ? key.slice(1) : key);
    if (key === TEXT || (attribute && !member?.use.xmlAttribute)) return [];
    return [[member?.name ?? key, member ? decodeXml(model, member.use, child) : child]];
  });
  return record(entries);
}

/** The API's value of a parsed element. What does not fit the model stays as it is. */
export function decodeXml(model: ServiceModel, use: ShapeUse, node: unknown): unknown {
  const shape = shapeOf(model, use);
  if (shape.type === 'structure') return decodeStructure(model, shape, node);
  if (shape.type === 'list') {
    const member = shape.member as ShapeUse;
    const items = isFlat(use, shape) ? [node].flat() : childrenOf(node, member.locationName ?? 'member');
    return items ? items.map((item) => decodeXml(model, member, item)) : node;
  }
  const text = textOf(node);
  return text === undefined ? node : fromText(use, shape, text, 'iso8601');
}

/** Children of a name, where an element has none of another. */
function childrenOf(node: unknown, name: string): unknown[] | undefined {
  if (typeof node === 'string') return node.trim() === '' ? [] : undefined;
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return undefined;
  const others = Object.keys(node).filter((key) => key !== name && key !== TEXT && !key.startsWith('@'));
  return others.length > 0 ? undefined : itemsOf((node as Record<string, unknown>)[name]);
}
