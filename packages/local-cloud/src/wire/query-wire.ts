import type { Shape } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';
import {
  operationOf,
  type ServiceModel,
  type ShapeModel,
  type ShapeUse,
  shapeOf,
} from '../aws/model/model.ts';
import { record } from '../aws/record.ts';
import { wireErrorOf } from './error-shape.ts';
import { isFlat, membersInXml, serviceName } from './names.ts';
import { response } from './response.ts';
import { fromText } from './text.ts';
import type { Wire } from './wire.ts';
import { element, encodeXml, escapeXml } from './xml.ts';

/** Parameters of a form by the parts of their names: `Tags.member.1.Key` lies four below the root. */
interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

/** More than any member of a form has; it ends the work on a name of dots. */
const MOST_PARTS = 32;

function partsOf(name: string): string[] {
  const parts = name.split('.', MOST_PARTS + 1);
  if (parts.length <= MOST_PARTS) return parts;
  const beginning = name.slice(0, 40);
  throw new ServiceError(
    'SerializationException',
    `the parameter ${beginning}… has more than ${MOST_PARTS} parts: no operation has such a member`,
  );
}

function treeOf(form: URLSearchParams): Node {
  const root: Node = { children: new Map() };
  for (const [name, text] of form) {
    if (name === 'Action' || name === 'Version') continue;
    let node = root;
    for (const part of partsOf(name)) {
      const child: Node = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.text = text;
  }
  return root;
}

/** Children that are numbered 1, 2, …, in order; undefined where one is not. */
function numbered(node: Node | undefined): Node[] | undefined {
  const entries = [...(node?.children ?? [])];
  if (entries.some(([name]) => !/^[1-9]\d*$/.test(name))) return undefined;
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}

/** Items of a list or entries of a map; undefined where the names are none of such. */
function itemsOf(use: ShapeUse, shape: ShapeModel, node: Node, name: string): Node[] | undefined {
  if (isFlat(use, shape)) return numbered(node);
  return [...node.children.keys()].every((key) => key === name)
    ? numbered(node.children.get(name))
    : undefined;
}

function decodeMap(model: ServiceModel, use: ShapeUse, shape: ShapeModel, node: Node): unknown {
  const [keyUse, valueUse] = [shape.key as ShapeUse, shape.value as ShapeUse];
  const entries = itemsOf(use, shape, node, 'entry')?.map(({ children }): [string, unknown] => {
    const value = children.get(valueUse.locationName ?? 'value');
    return [
      children.get(keyUse.locationName ?? 'key')?.text ?? '',
      value && decodeNode(model, valueUse, value),
    ];
  });
  return entries ? record(entries) : rawOf(node);
}

function decodeStructure(model: ServiceModel, shape: ShapeModel, node: Node): Shape {
  const names = membersInXml(model, shape);
  const entries = [...node.children].map(([key, child]): [string, unknown] => {
    const member = names.get(key);
    return member ? [member.name, decodeNode(model, member.use, child)] : [key, rawOf(child)];
  });
  return record(entries);
}

/** What does not fit the model: the text of a parameter, or the names below it. */
const rawOf = ({ text, children }: Node): unknown =>
  text ?? record([...children.keys()].map((name) => [name, '']));

function decodeNode(model: ServiceModel, use: ShapeUse, node: Node): unknown {
  const shape = shapeOf(model, use);
  // An empty text is how an empty list is written.
  if (node.text && ['structure', 'map', 'list'].includes(shape.type)) return node.text;
  switch (shape.type) {
    case 'structure':
      return decodeStructure(model, shape, node);
    case 'map':
      return decodeMap(model, use, shape, node);
    case 'list': {
      const member = shape.member as ShapeUse;
      const items = itemsOf(use, shape, node, member.locationName ?? 'member');
      return items ? items.map((item) => decodeNode(model, member, item)) : rawOf(node);
    }
    default:
      return node.text === undefined ? rawOf(node) : fromText(use, shape, node.text, 'iso8601');
  }
}

/** AWS query: `Action=…&Name.member.1=…` as a form, XML in return. */
export const queryWire: Wire = {
  protocol: 'query',
  // The largest request of the services that take forms, PutMetricData: "CloudWatch service quotas".
  largestBody: 1024 * 1024,
  operationOf: ({ body, query }) => ({
    operation: new URLSearchParams(body.toString('utf8')).get('Action') ?? query.get('Action') ?? '',
  }),
  unknownOperation: (operation, model) =>
    new ServiceError(
      'InvalidAction',
      `${serviceName(model)} ${operation} is not supported by the local cloud (see docs/local-cloud.md)`,
    ),
  decode: ({ body }, model, operation) => {
    const form = new URLSearchParams(body.toString('utf8'));
    const input = operationOf(model, operation)?.input;
    return input ? decodeStructure(model, shapeOf(model, input), treeOf(form)) : record([]);
  },
  encode: (output, model, operation, requestId) => {
    const use = operationOf(model, operation)?.output;
    const result = use ? encodeXml(model, use, use.resultWrapper ?? `${operation}Result`, output) : '';
    const metadata = element('ResponseMetadata', element('RequestId', requestId));
    const body = element(`${operation}Response`, result + metadata, xmlns(model));
    return response(200, 'text/xml', body, { 'x-amzn-requestid': requestId });
  },
  encodeError: (error, model, requestId) => {
    const { code, status, fault } = wireErrorOf(error, model);
    // A form has no types: what cannot be read is malformed.
    const formCode = code === 'SerializationException' ? 'MalformedInput' : code;
    const parts = { Type: fault, Code: formCode, Message: error.message };
    const content = Object.entries(parts).map(([name, text]) => element(name, escapeXml(text)));
    const body = element(
      'ErrorResponse',
      element('Error', content.join('')) + element('RequestId', requestId),
      xmlns(model),
    );
    return response(status, 'text/xml', body, { 'x-amzn-requestid': requestId });
  },
};

const xmlns = ({ metadata }: ServiceModel): string => ` xmlns="${escapeXml(metadata.xmlNamespace ?? '')}"`;
