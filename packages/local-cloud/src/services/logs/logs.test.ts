import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  InvalidParameterException,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const GROUP = '/acme/app';
let cloud: TemplateCloud;
let logs: CloudWatchLogsClient;

async function put(logStreamName: string, ...messages: string[]): Promise<void> {
  await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
  const logEvents = messages.map((message, index) => ({ timestamp: 1_000 + index, message }));
  await logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName, logEvents }));
}

beforeAll(async () => {
  cloud = await templateCloud({
    App: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: GROUP, RetentionInDays: 14 } },
  });
  logs = new CloudWatchLogsClient(cloud.client);
  await put('numbers', '0', '1', '2', '3', '4');
  await put('words', 'an apple', 'a "quoted phrase" here', 'apple pie');
});
afterAll(() => cloud?.stop());

describe('GetLogEvents', () => {
  const get = async (more: object) => {
    const asked = new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 'numbers', ...more });
    const { events = [], nextForwardToken, nextBackwardToken } = await logs.send(asked);
    return { text: events.map(({ message }) => message).join(''), nextForwardToken, nextBackwardToken };
  };

  test('pages forward from the head; at the end the same token comes back', async () => {
    const pages: string[] = [];
    let token: string | undefined;
    for (;;) {
      const page = await get({ limit: 2, startFromHead: true, ...(token ? { nextToken: token } : {}) });
      pages.push(page.text);
      if (page.nextForwardToken === token) break;
      token = page.nextForwardToken;
    }
    expect(pages).toEqual(['01', '23', '4', '']);
  });

  test('a reader that is at the end gets what comes later by its token', async () => {
    await put('growing', 'a');
    const asked = { logGroupName: GROUP, logStreamName: 'growing', startFromHead: true };
    const { nextForwardToken } = await logs.send(new GetLogEventsCommand(asked));
    const logEvents = [{ timestamp: 2_000, message: 'b' }];
    await logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 'growing', logEvents }));
    const { events } = await logs.send(new GetLogEventsCommand({ ...asked, nextToken: nextForwardToken }));
    expect(events?.map(({ message }) => message)).toEqual(['b']);
  });

  test('starts at the tail by default, and pages backward', async () => {
    const tail = await get({ limit: 2 });
    const before = await get({ limit: 2, nextToken: tail.nextBackwardToken });
    const range = await get({ startTime: 1_001, endTime: 1_003 });
    expect([tail.text, before.text, range.text]).toEqual(['34', '12', '12']);
  });
});

test('FilterLogEvents finds words and phrases over streams, in the order of time, and refuses other patterns', async () => {
  const find = async (filterPattern: string) => {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern }),
    );
    return events.map(({ logStreamName, message }) => `${logStreamName}: ${message}`);
  };
  expect([await find('apple'), await find('"quoted phrase" a'), await find('apple pear')]).toEqual([
    ['words: an apple', 'words: apple pie'],
    ['words: a "quoted phrase" here'],
    [],
  ]);
  await expect(find('{ $.level = "error" }')).rejects.toThrow(InvalidParameterException);
});

test('groups and streams are described with the template’s retention and their last event', async () => {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/acme' }));
  const streams = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName: GROUP, logStreamNamePrefix: 'n' }),
  );
  expect([
    logGroups.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]),
    streams.logStreams?.map(({ logStreamName, lastEventTimestamp }) => [logStreamName, lastEventTimestamp]),
  ]).toEqual([[[GROUP, 14]], [['numbers', 1_004]]]);
});

test('a retention that was put stays over a restart, is one of those that AWS takes, and is taken away', async () => {
  const logGroupName = '/acme/kept';
  const days = async () => {
    const asked = new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName });
    return (await logs.send(asked)).logGroups?.map(({ retentionInDays }) => retentionInDays);
  };
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  expect(await days()).toEqual([undefined]);
  const put = (retentionInDays: number) =>
    logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  await put(30);
  await expect(put(31)).rejects.toThrow(InvalidParameterException);
  cloud = await cloud.restart();
  logs = new CloudWatchLogsClient(cloud.client);
  expect(await days()).toEqual([30]);
  await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
  expect(await days()).toEqual([undefined]);
});

test('what is there twice, not there or empty is the modelled exception', async () => {
  await expect(logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }))).rejects.toThrow(
    ResourceAlreadyExistsException,
  );
  await expect(
    logs.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 'none' })),
  ).rejects.toThrow(ResourceNotFoundException);
  const empty = new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 'numbers', logEvents: [] });
  await expect(logs.send(empty)).rejects.toThrow(InvalidParameterException);
});

test('a batch of 1,048,576 bytes is taken, each event counted with 26 more, and not one byte beyond', async () => {
  const logStreamName = 'heavy';
  await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
  const put = (...lengths: number[]) => {
    const logEvents = lengths.map((length) => ({ timestamp: 1_000, message: 'x'.repeat(length) }));
    return logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName, logEvents }));
  };
  await put(1_048_576 - 1_000 - 2 * 26, 1_000);
  await expect(put(1_048_577 - 1_000 - 2 * 26, 1_000)).rejects.toThrow(
    'Upload too large: 1048577 bytes exceeds limit of 1048576',
  );
});

test('a changed stack changes the retention, and deletes groups that it has no more, unless they are protected', async () => {
  const group = (LogGroupName: string, more = {}) => ({
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName, ...more },
  });
  const first = await templateCloud({
    Kept: group('kept', { RetentionInDays: 7 }),
    Gone: group('gone'),
    Protected: group('protected', { DeletionProtectionEnabled: true }),
  });
  const template = { Resources: { Kept: group('kept', { RetentionInDays: 30 }) } };
  writeFileSync(join(first.folder, 'assembly/stack.json'), JSON.stringify(template));
  const changed = await first.restart();
  try {
    const { logGroups } = await new CloudWatchLogsClient(changed.client).send(
      new DescribeLogGroupsCommand({}),
    );
    expect(logGroups?.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays])).toEqual([
      ['kept', 30],
      ['protected', undefined],
    ]);
  } finally {
    await changed.stop();
  }
});

test.each(['..', '.', '../../..', '/../', 'a'.repeat(512), '/'.repeat(512), '#'.repeat(300)])(
  'a group and a stream named %s lie inside of the folder, and are found again',
  async (logGroupName) => {
    const before = readdirSync(join(cloud.folder, 'state'));
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: logGroupName }));
    const logEvents = [{ timestamp: 1_000, message: logGroupName }];
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: logGroupName, logEvents }));
    expect(readdirSync(join(cloud.folder, 'state'))).toEqual(before);
    const { logGroups = [] } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
    );
    expect(logGroups.map((group) => group.logGroupName)).toContain(logGroupName);
    const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(logStreams.map((stream) => stream.logStreamName)).toEqual([logGroupName]);
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    expect(events?.map(({ message }) => message)).toEqual([logGroupName]);
  },
);

test('a group whose written name is lost or another’s is listed by its folder, until something is written to it', async () => {
  const logGroupName = '#'.repeat(400);
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }));
  const folder = join(cloud.folder, 'state/logs');
  const named = readdirSync(folder).find((file) => {
    const path = join(folder, file);
    return file.endsWith('.name') && readFileSync(path, 'utf8') === logGroupName;
  }) as string;
  const groups = async (): Promise<unknown[]> => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    return logGroups.map((group) => group.logGroupName);
  };
  for (const damage of [
    () => rmSync(join(folder, named)),
    () => writeFileSync(join(folder, named), ''),
    () => writeFileSync(join(folder, named), GROUP),
  ]) {
    damage();
    const listed = await groups();
    expect(listed).toContain(named.replace('.name', ''));
    expect(listed.filter((name) => name === GROUP)).toHaveLength(1);
    const logEvents = [{ timestamp: 1_000, message: 'x' }];
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents }));
    expect(await groups()).toContain(logGroupName);
  }
});
