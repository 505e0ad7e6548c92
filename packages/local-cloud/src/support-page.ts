import { modelOf } from './aws/model/model.ts';
import { BESIDE, KINDS } from './disk/state/kinds.ts';
import type { Service } from './kernel/service.ts';
import { resourcesOf } from './kernel/task.ts';
import { GLUES_OWN, REFUSED } from './services/glue/script-arguments.ts';
import { resourceTypes, services } from './services/index.ts';

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const INTRODUCTION = `# The local cloud: what it does, what it refuses, where it differs

<!-- Generated from the code's own tables by \`node packages/local-cloud/bin/support.ts\`; a test compares. Do not edit. -->

\`pnpm local up\` serves the AWS APIs below on one port of 127.0.0.1, from a CDK assembly or from plain CloudFormation
templates (\`--assembly DIR\`; JSON or YAML; values of parameters by \`--parameter NAME=VALUE\`). What is not listed here
is refused by name: a template with an unknown resource type, property or function does not start, an unknown operation
gets the service's own error, and so does a member of its input that AWS's model does not have; one that AWS has and
that would have to be ignored is refused by its name, unless it is listed as changing nothing here.

Every call is signed (SigV4) and authorized by the caller's identity policies, default deny. Policies of
buckets are evaluated too; those of queues, topics and functions are not. \`pnpm local iam\` shows which allowed actions were used,
and what was refused. A role that may not write its logs loses them, as on AWS: one line in the stream says why.`;

/** Names of the wires, for people. */
const WIRES: Readonly<Record<string, string>> = {
  'rest-json': 'REST JSON',
  'rest-xml': 'REST XML, path-style addresses',
  'smithy-rpc-v2-cbor': 'RPC v2 CBOR',
};

function protocolOf(name: string): string {
  const { protocol, protocols = [protocol], jsonVersion } = modelOf(name).metadata;
  return protocols
    .map((wire) => (wire === 'json' ? `JSON ${jsonVersion}` : (WIRES[wire] ?? wire)))
    .join(', ');
}

/** The services that answer calls, by AWS's name of them. */
export const calledServices: readonly Service[] = services
  .filter(({ operations }) => Object.keys(operations).length > 0)
  .sort((a, b) => (a.title < b.title ? -1 : 1));

const listed = (rows: Readonly<Record<string, string>>): string[][] =>
  Object.entries(rows).map(([name, why]) => [code(name), why]);

function serviceSection(service: Service): string {
  const { name, title, operations, refused = {}, differences = [] } = service;
  const sorted = Object.entries(operations).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = sorted.map(([operation, { note, inert = {} }]) => [
    code(operation),
    note === undefined ? 'supported' : `partial: ${note}`,
    listed(inert)
      .map(([member, why]) => `${member}: ${why}`)
      .join('; '),
  ]);
  const tasks = resourcesOf(service).map(code);
  return [
    `## ${title}`,
    `Protocol: ${protocolOf(name)}.`,
    table(['operation', 'status', 'members that change nothing here'], rows),
    ...(tasks.length === 0 ? [] : [`Step Functions reaches it by ${tasks.join(', ')}.`]),
    ...(Object.keys(refused).length === 0 ? [] : [table(['refused', 'how'], Object.entries(refused))]),
    ...(differences.length === 0
      ? []
      : [`Where it differs from AWS:\n\n${differences.map((text) => `- ${text}`).join('\n')}`]),
  ].join('\n\n');
}

/** What is said of an argument that is refused unless it has one of these values. */
const refusedBut = (values: readonly string[]): string =>
  `refused${values.length === 0 ? '' : ` unless it is ${values.map(code).join(' or ')}`}`;

function templateSection(): string {
  const types = Object.entries(resourceTypes).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = types.flatMap(([type, { works, inert }]) =>
    works === 'all'
      ? []
      : [[code(type), works.map(code).join(', '), Object.keys(inert).map(code).join(', ')]],
  );
  const inertTypes = types.flatMap(([type, { because }]) =>
    because === undefined ? [] : [[code(type), because]],
  );
  const reasons = types.flatMap(([type, { inert }]) =>
    Object.entries(inert)
      .filter(([name]) => name !== 'Tags')
      .map(([name, reason]) => [code(type), code(name), reason]),
  );
  return [
    '## Templates',
    'Functions: `Ref`, `GetAtt`, `Sub`, `Join`, `Select`, `Split`, `If`, `Equals`, `And`, `Or`, `Not`, `FindInMap`, `ImportValue`, `GetAZs`, `Base64`, conditions, `{{resolve:ssm:…}}`. Transforms (macros, SAM) are refused. A local path in `Code` of a function or `ScriptLocation` of a job is taken as `aws cloudformation package` takes it. Numbers stay as they are written (`1.10`); one that YAML knows and JSON does not (`0123`) is refused: it belongs into quotes. Addresses that Ref and GetAtt give lead to the local cloud. Plain templates belong to account 000000000000 in us-east-1, and are loaded in the order of their names.',
    '### Resource types that work',
    table(['type', 'properties that work', 'properties that change nothing here'], rows),
    '### Resource types that change nothing here',
    'They are accepted, with all their properties.',
    table(['type', 'why'], inertTypes),
    '### Why a property changes nothing here',
    table(['type', 'property', 'why'], reasons),
    '### Arguments of Glue jobs',
    'What is refused is an InvalidInputException of StartJobRun; in a template, the template does not load.',
    table(
      ['argument', 'here'],
      [
        ...Object.entries(GLUES_OWN).map(([name, what]) => [code(name), what]),
        ...Object.entries(REFUSED).map(([name, values]) => [code(name), refusedBut(values)]),
        ['any other', 'handed to the script'],
      ],
    ),
  ].join('\n\n');
}

const filesSection = (): string =>
  [
    '## Files',
    'What was answered is on the disk. `.local` is readable by its owner only. A local cloud that ends in order seals its state: the next start compares every file (those above 4 MB by their size). Without a seal, after a kill, it sees what is no JSON, and which bucket\u2019s list of objects is shorter than it was; what a crash left of a last line was never answered, and is cut off. A disk that is full fails the call and nothing else; what is missing in a log is counted there.',
    table(
      ['below `.local/STAGE/state`', 'holds', 'of', 'damaged', 'then'],
      KINDS.map(({ path, holds, of, fate, next }) => [code(path), holds, of, fate, next]),
    ),
    table(
      ['below `.local`', 'holds', 'damaged'],
      BESIDE.map(([path, ...rest]) => [code(path), ...rest]),
    ),
    'What is set aside lies in `STAGE/damaged` from then on; each file is named in the log and where the local cloud was started.',
  ].join('\n\n');

/** The text of docs/local-cloud.md. */
export const supportPage = (): string =>
  `${[INTRODUCTION, ...calledServices.map(serviceSection), templateSection(), filesSection()].join('\n\n')}\n`;
