import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { sourceMonth } from '@tlc-elt/contracts';
import { type StandIn, standIn } from '@tlc-elt/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newestLoad } from './ledger.ts';

// What a working ledger answers is tested on the local cloud's warehouse; here are the answers that it never gives.
type Answer = { readonly status: number; readonly body: object };
let answers: Record<string, Answer>;
let edge: StandIn;
let client: RedshiftDataClient;
const warehouse = { workgroup: 'wg', database: 'tlc' };
const ask = () => newestLoad(client, warehouse, 'yellow', sourceMonth('2024-09'));

const refusal = (name: string, status = 400): Answer => ({ status, body: { __type: name, message: 'no' } });
const ended = (Status: string, reason?: string): Answer => ({
  status: 200,
  body: { Id: '1', Status, Error: reason },
});

beforeAll(async () => {
  edge = await standIn((operation) => answers[operation] ?? refusal('UnknownOperationException'));
  client = new RedshiftDataClient({
    endpoint: edge.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterAll(() => edge[Symbol.asyncDispose]());

describe('a passing trouble of the warehouse is LedgerUnavailable, which the workflow retries', () => {
  test.each([
    ['ActiveStatementsExceededException', 400],
    ['ThrottlingException', 400],
    ['InternalServerException', 500],
  ])('%s', async (name, status) => {
    answers = { ExecuteStatement: refusal(name, status) };
    await expect(ask()).rejects.toMatchObject({
      name: 'LedgerUnavailable',
      message: expect.stringContaining(name),
    });
  });

  test.each([
    ['FAILED', 'ERROR: the workgroup is paused'],
    ['ABORTED', 'ERROR: cancelled'],
  ])('a statement that ended as %s', async (status, error) => {
    answers = {
      ExecuteStatement: { status: 200, body: { Id: '1' } },
      DescribeStatement: ended(status, error),
    };
    await expect(ask()).rejects.toMatchObject({
      name: 'LedgerUnavailable',
      message: `the ledger could not be read: ${status} ${error}. Next: Check the workgroup with \`ops doctor\`, then \`ops run MONTH\`.`,
    });
  });

  test('no connection', async () => {
    const nowhere = new RedshiftDataClient({
      endpoint: 'http://127.0.0.1:9',
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    await expect(newestLoad(nowhere, warehouse, 'yellow', sourceMonth('2024-09'))).rejects.toMatchObject({
      name: 'LedgerUnavailable',
    });
  });
});

test.each(['AccessDeniedException', 'ValidationException'])(
  '%s stays what it is: no retry helps',
  async (name) => {
    answers = { ExecuteStatement: refusal(name) };
    await expect(ask()).rejects.toMatchObject({ name });
  },
);

test('a warehouse in which nothing was ever loaded has no load', async () => {
  answers = {
    ExecuteStatement: { status: 200, body: { Id: '1' } },
    DescribeStatement: ended('FAILED', 'ERROR: relation "load_ledger" does not exist'),
  };
  expect(await ask()).toBeUndefined();
});
