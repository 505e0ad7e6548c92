import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { asWritten } from '../aws/written-number.ts';

type Tag = Yaml.CollectionTag | Yaml.ScalarTag;

/** Short forms of CloudFormation's functions in YAML: "Intrinsic function reference", AWS CloudFormation. */
const SHORT_FORMS = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];
const NAMES = new Map([
  ['Ref', 'Ref'],
  ['Condition', 'Condition'],
  ...SHORT_FORMS.map((name) => [name, `Fn::${name}`] as const),
]);

type Node = Yaml.Node & { toJSON(): unknown; tag?: string };

/** The long form of what a short one says. */
function expanded(name: string, value: unknown): unknown {
  return { [NAMES.get(name) ?? name]: value };
}

/** Parses a YAML template; `!Ref x` becomes `{ Ref: x }`. A tag that is not CloudFormation's is an error. */
export function parseYaml(text: string, file: string): unknown {
  const yaml = createRequire(import.meta.url)('yaml') as typeof Yaml; // only who has YAML pays for its parser
  const tags = [...NAMES.keys()].flatMap((name) => tagsOf(yaml, name));
  // Version 1.1 reads `2010-09-09` as text where no timestamp tag is asked for, and `yes` as text in the core schema.
  const document = yaml.parseDocument(text, { customTags: tags, schema: 'core', merge: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw new Error(`${file}: ${problem.message}`);
  yaml.visit(document, { Scalar: (_, scalar) => keepNumber(scalar, file) });
  return document.toJS();
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** `1.10` is a version as often as a number, and `012345678901` an account: both would lose digits. */
function keepNumber(scalar: Yaml.Scalar & { toJSON(): unknown }, file: string): void {
  const { value, source = '', tag } = scalar;
  if (typeof value !== 'number' || tag === 'tag:yaml.org,2002:str') return;
  if (!JSON_NUMBER.test(source))
    throw new Error(
      `${file}: ${source} is a number to YAML, and not written as JSON has them: write it in quotes, '${source}'`,
    );
  const number = asWritten(value, source);
  scalar.toJSON = () => number;
}

function tagsOf(yaml: typeof Yaml, name: string): Tag[] {
  const scalar: Yaml.ScalarTag = {
    tag: `!${name}`,
    resolve: (value: string) => expanded(name, value),
  };
  const collection = (kind: 'seq' | 'map'): Yaml.CollectionTag => ({
    tag: `!${name}`,
    collection: kind,
    resolve: (node: unknown) => wrapped(yaml, NAMES.get(name) ?? name, node as Node),
  });
  return [scalar, collection('seq'), collection('map')];
}

/** A map of one pair: the function's name and the node that stood behind the tag. */
function wrapped(yaml: typeof Yaml, name: string, node: Node): Yaml.YAMLMap {
  const map = new yaml.YAMLMap();
  node.tag = node instanceof yaml.YAMLSeq ? 'tag:yaml.org,2002:seq' : 'tag:yaml.org,2002:map';
  map.items.push(new yaml.Pair(new yaml.Scalar(name), node));
  return map;
}
