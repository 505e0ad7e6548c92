import { Encoder } from 'cbor-x';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../testing/template-cloud.ts';
import { type Raw, sendSigned } from '../../testing/wire/signed.ts';

let place: TemplateCloud;
beforeAll(async () => {
  place = await templateCloud({});
});
afterAll(() => place.stop());

const MIB = 1024 * 1024;
const KIB = 1024;

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CBOR = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
const cborPath = '/service/GraniteServiceVersion20100801/operation/DescribeAlarms';

/** A request whose body has so many bytes, most of them in a member that the operation does not have. */
type Sized = (bytes: number) => Raw;
const padded = (service: string, headers: Raw['headers'], head: string, foot: string): Sized => {
  const around = head.length + foot.length;
  return (bytes) => ({ service, headers: headers ?? {}, body: head + 'x'.repeat(bytes - around) + foot });
};
const json = (service: string, target: string): Sized => {
  const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
  return padded(service, headers, '{"Stranger":"', '"}');
};
const encoder = new Encoder({ useRecords: false } as object);
const cbor: Sized = (bytes) => {
  const head = encoder.encode(new Map([['Stranger', 'x'.repeat(100_000)]])).length - 100_000;
  const body = encoder.encode(new Map([['Stranger', 'x'.repeat(bytes - head)]]));
  return { service: 'monitoring', path: cborPath, headers: CBOR, body };
};

test.each<[string, number, Sized]>([
  ['form', MIB, padded('sts', FORM, 'Action=GetCallerIdentity&Stranger=', '')],
  ['CBOR', MIB, cbor],
  ['Step Functions', MIB, json('states', 'AWSStepFunctions.ListStateMachines')],
  ['EventBridge', 6 * MIB + 64 * KIB, json('events', 'AWSEvents.ListRules')],
  ['SQS', 6 * MIB + 64 * KIB, json('sqs', 'AmazonSQS.ListQueues')],
  ['CloudWatch Logs', 6 * MIB + 64 * KIB, json('logs', 'Logs_20140328.DescribeLogGroups')],
  ['any other service’s', 16 * MIB, json('glue', 'AWSGlue.GetJobs')],
])('a %s body of more than %i bytes is refused before it is read', async (_, most, sized) => {
  const longest = await sendSigned(place.client, sized(most));
  expect(longest.status).toBe(400);
  expect(longest.body).toMatch(/Stranger/);
  const longer = await sendSigned(place.client, sized(most + 1));
  expect(longer.status).toBe(413);
  expect(longer.body).toContain(`the request is longer than ${most} bytes`);
});
