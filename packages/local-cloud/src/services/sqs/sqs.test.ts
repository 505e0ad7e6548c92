import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

let cloud: TemplateCloud;
let sqs: SQSClient;
let url: string;

beforeAll(async () => {
  cloud = await templateCloud({
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
    Work: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'work',
        VisibilityTimeout: 1,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
      },
    },
  });
  sqs = new SQSClient(cloud.client);
  url = await urlOf('work');
});

afterAll(() => cloud.stop());

const urlOf = async (QueueName: string): Promise<string> =>
  (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl as string;
const receive = async (QueueUrl: string, more = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];

describe('SQS through the AWS SDK', () => {
  it('sends, receives and deletes a message; the client checks the digests', async () => {
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'test' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
    };
    const sent = await sqs.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: 'hello', MessageAttributes }),
    );
    expect(sent.MD5OfMessageBody).toBe('5d41402abc4b2a76b9719d911017c592');
    const [message] = await receive(url, {
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
    });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hello',
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
      MessageAttributes,
    });
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      VisibilityTimeout: '1',
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:work',
    });
  });

  it('hides a received message for its visibility timeout, then moves it to the dead letters', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }));
    expect(await receive(url)).toHaveLength(1);
    expect(await receive(url)).toHaveLength(0);
    expect(await receive(url, { WaitTimeSeconds: 5 })).toHaveLength(1);
    expect(await receive(url, { WaitTimeSeconds: 2 })).toHaveLength(0);
    const dead = await receive(await urlOf('dead'), {
      MessageSystemAttributeNames: ['DeadLetterQueueSourceArn'],
    });
    expect(dead.map(({ Body, Attributes }) => [Body, Attributes])).toEqual([
      ['poison', { DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:work' }],
    ]);
  });

  it('answers a waiting receiver as soon as a message is sent', async () => {
    const began = performance.now();
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'now' }));
    expect((await waiting).map(({ Body }) => Body)).toEqual(['now']);
    expect(performance.now() - began).toBeLessThan(5000);
    await sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
  });

  it('creates, lists and deletes queues, and refuses others with the reason', async () => {
    const Attributes = { DelaySeconds: '1' };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'own', Attributes }));
    expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'o' }))).QueueUrls).toEqual([QueueUrl]);
    await expect(
      sqs.send(new CreateQueueCommand({ QueueName: 'own', Attributes: { DelaySeconds: '2' } })),
    ).rejects.toThrow(QueueNameExists);
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(sqs.send(new DeleteQueueCommand({ QueueUrl }))).rejects.toThrow(QueueDoesNotExist);
    for (const name of ['constructor', '__proto__', 'toString'])
      await expect(
        sqs.send(new CreateQueueCommand({ QueueName: 'b', Attributes: { [name]: '1' } } as object as never)),
      ).rejects.toThrow(`Unknown Attribute ${name}.`);
    await expect(sqs.send(new CreateQueueCommand({ QueueName: 'a.fifo' }))).rejects.toThrow(
      'FIFO queues is not supported by the local cloud',
    );
    await expect(
      sqs.send(new CreateQueueCommand({ QueueName: 'b', Attributes: { DelaySeconds: '901' } })),
    ).rejects.toThrow('Invalid value for the parameter DelaySeconds: 901');
  });

  it.each([
    ['a message that XML could not hold', { MessageBody: 'a\u0000b' }, 'InvalidMessageContents'],
    ['a delay that is too long', { MessageBody: 'm', DelaySeconds: 901 }, 'InvalidParameterValue'],
  ])('refuses %s', async (_, input, name) => {
    await expect(sqs.send(new SendMessageCommand({ QueueUrl: url, ...input }))).rejects.toMatchObject({
      name,
    });
  });

  it('refuses a receipt handle that it never gave', async () => {
    const asked = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: 'none' });
    await expect(sqs.send(asked)).rejects.toThrow(ReceiptHandleIsInvalid);
  });

  it('keeps its messages over a restart', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'kept' }));
    cloud = await cloud.restart();
    sqs = new SQSClient(cloud.client);
    url = await urlOf('work');
    expect((await receive(url)).map(({ Body }) => Body)).toEqual(['kept']);
  });

  it('is understood by boto3, errors and all', async () => {
    const script = `
import boto3, json
sqs = boto3.client('sqs')
url = sqs.get_queue_url(QueueName='dead')['QueueUrl']
sqs.send_message(QueueUrl=url, MessageBody='b', MessageAttributes={'a': {'DataType': 'Number', 'StringValue': '1'}})
got = sqs.receive_message(QueueUrl=url, MessageAttributeNames=['All'])['Messages'][0]
try:
    sqs.get_queue_url(QueueName='none'); name = ''
except sqs.exceptions.QueueDoesNotExist as error:
    name = error.response['Error']['Code']
print(json.dumps([got['Body'], got['MessageAttributes'], name]))`;
    const { endpoint, region, credentials } = cloud.client;
    const env = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: endpoint,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    const { stdout } = await promisify(execFile)(await pythonWithBoto3(), ['-c', script], { env });
    expect(JSON.parse(stdout)).toEqual([
      'b',
      { a: { StringValue: '1', DataType: 'Number' } },
      'AWS.SimpleQueueService.NonExistentQueue',
    ]);
  }, 120_000);
});

/** As a Python Shell job gets it by `--additional-python-modules`. */
async function pythonWithBoto3(): Promise<string> {
  const { environmentsOf } = await import('../glue/prepare-run.ts');
  return environmentsOf(cloud.cloud.kernel).python(['boto3==1.42.97']);
}
