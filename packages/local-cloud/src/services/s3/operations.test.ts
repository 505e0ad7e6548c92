import { expect, it } from 'vitest';
import { runPython } from '../../../testing/python-clients.ts';
import { modelOf, operationOf, shapeOf } from '../../aws/model/model.ts';
import { restXmlWire } from '../../wire/rest-xml-wire.ts';
import { s3 } from './index.ts';

const model = modelOf('s3');
const refused = Object.keys(s3.refused ?? {});

it('an operation is served or refused, never both', () => {
  expect(Object.keys(s3.operations).filter((name) => refused.includes(name))).toEqual([]);
});

/** Old names of operations that AWS gave a second one. */
const ALIASES = [
  'GetBucketLifecycle',
  'PutBucketLifecycle',
  'GetBucketNotification',
  'PutBucketNotification',
];

it('every operation of botocore’s model of S3 is served or refused by name', async () => {
  const script =
    'import botocore.session,json;print(json.dumps(botocore.session.get_session().get_service_model("s3").operation_names))';
  const { stdout } = await runPython(['-c', script], {});
  const known = [...Object.keys(s3.operations), ...refused, ...ALIASES];
  expect((JSON.parse(stdout) as string[]).filter((operation) => !known.includes(operation))).toEqual([]);
}, 60_000);

/** Operations whose address is another's. */
const SHARED = /^List(Bucket\w+Configurations|DirectoryBuckets|ObjectAnnotations)$/;

it.each(Object.entries(model.others).filter(([name]) => !SHARED.test(name)))(
  '%s is known by its address, to be refused by its name',
  (name, address) => {
    const [method = '', uri = ''] = address.split(' ');
    const [path = '', rawQuery = ''] = uri.replace('{Bucket}', 'b').replace('{Key+}', 'k').split('?');
    const query = new URLSearchParams(rawQuery);
    const request = { method, path, rawQuery, query, headers: {}, body: Buffer.alloc(0) };
    const { operation } = restXmlWire.operationOf(request, model);
    expect(operation).toBe(name);
    expect(restXmlWire.unknownOperation(operation, model)).toMatchObject({
      code: 'NotImplemented',
      message: `S3 ${name} is not supported by the local cloud (see docs/local-cloud.md)`,
    });
  },
);

/** Whether AWS's input has a member at a dotted path. */
function hasMember(shape: string, [name = '', ...rest]: readonly string[]): boolean {
  const { members = {}, member } = shapeOf(model, { shape });
  if (member) return hasMember(member.shape, [name, ...rest]);
  const use = Object.hasOwn(members, name) ? members[name] : undefined;
  return use !== undefined && (rest.length === 0 || hasMember(use.shape, rest));
}

it.each(Object.entries(s3.operations))('what %s takes are members of AWS’s input', (name, operation) => {
  const shape = operationOf(model, name)?.input?.shape ?? '';
  const paths = [...operation.takes, ...Object.keys(operation.inert ?? {})];
  expect(paths.filter((path) => !hasMember(shape, path.split('.')))).toEqual([]);
});
