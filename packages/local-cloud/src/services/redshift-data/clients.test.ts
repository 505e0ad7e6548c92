import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pythonClients } from '../../../testing/python-clients.ts';
import { WarehouseCloud } from '../../../testing/redshift-data/warehouse-cloud.ts';
import type { Credentials } from '../../aws/call.ts';

const run = promisify(execFile);
let cloud: WarehouseCloud;
beforeAll(async () => {
  cloud = await WarehouseCloud.start();
});
afterAll(() => cloud.stop());

const environment = (credentials: Credentials): NodeJS.ProcessEnv => ({
  ...process.env,
  AWS_ENDPOINT_URL: cloud.cloud.endpoint,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  NO_PROXY: '127.0.0.1',
});

const SCRIPT = `
import boto3, json, time
api = boto3.client("redshift-data")
place = {"Database": "dw", "WorkgroupName": "analytics-wg"}
def end(id):
    while True:
        now = api.describe_statement(Id=id)
        if now["Status"] in ("FINISHED", "FAILED", "ABORTED"): return now
        time.sleep(0.05)
made = end(api.batch_execute_statement(Sqls=["CREATE TABLE t (n INTEGER, d DATE)", "INSERT INTO t VALUES (1, '2024-01-31')"], StatementName="made", **place)["Id"])
bad = end(api.batch_execute_statement(Sqls=["DELETE FROM t", "SELECT 1 / 0"], **place)["Id"])
query = api.execute_statement(Sql="SELECT n, d FROM t WHERE n = :n", Parameters=[{"name": "n", "value": "1"}], **place)["Id"]
end(query)
endless = api.execute_statement(Sql="SELECT CAST('NaN' AS FLOAT), CAST('Infinity' AS FLOAT), CAST('-Infinity' AS FLOAT), 0.5::FLOAT", **place)["Id"]
end(endless)
long = api.execute_statement(Sql="SELECT 9223372036854775807, -9007199254740993, 9007199254740991", **place)["Id"]
end(long)
names = []
for call in (lambda: api.describe_statement(Id="00000000-0000-0000-0000-000000000000"), lambda: api.execute_statement(Sql="SELECT 1", Database="no", WorkgroupName="analytics-wg"), lambda: api.list_databases(**place)):
    try: call()
    except Exception as error: names.append(type(error).__name__ + " " + error.response["Error"]["Code"])
print(json.dumps([made["Status"], [part["Status"] for part in bad["SubStatements"]], bad["Error"], api.get_statement_result(Id=query)["Records"], [float(field["doubleValue"]) == float(text) or field["doubleValue"] for field, text in zip(api.get_statement_result(Id=endless)["Records"][0][1:], ("inf", "-inf", "0.5"))], api.get_statement_result(Id=endless)["Records"][0][0], [str(field["longValue"]) for field in api.get_statement_result(Id=long)["Records"][0]], names]))
`;

describe('boto3', () => {
  test('runs batches, reads fields and raises the modelled classes', async () => {
    const { stdout } = await run(join(pythonClients(), 'python'), ['-c', SCRIPT], {
      env: environment(cloud.credentials('loader')),
    });
    expect(JSON.parse(stdout)).toEqual([
      'FINISHED',
      ['FINISHED', 'FAILED'],
      'Query #2 failed with ERROR: Divide by zero',
      [[{ longValue: 1 }, { stringValue: '2024-01-31' }]],
      [true, true, true],
      { doubleValue: 'NaN' },
      ['9223372036854775807', '-9007199254740993', '9007199254740991'],
      [
        'ResourceNotFoundException ResourceNotFoundException',
        'ValidationException ValidationException',
        'ClientError AccessDeniedException',
      ],
    ]);
  }, 60_000);
});

describe('the aws command line', () => {
  const aws = async (...argv: string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await run(
      join(pythonClients(), 'python'),
      ['-m', 'awscli', ...argv, '--output', 'json'],
      {
        env: environment(cloud.cloud.kernel.keys.operator()),
      },
    );
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  test('queries the warehouse and shows its workgroup and namespace', async () => {
    const place = ['--database', 'dw', '--workgroup-name', 'analytics-wg'];
    const { Id } = await aws('redshift-data', 'execute-statement', ...place, '--sql', 'SELECT 7 / 2 AS half');
    for (let status = ''; status !== 'FINISHED'; )
      status = String((await aws('redshift-data', 'describe-statement', '--id', String(Id))).Status);
    const { Records } = await aws('redshift-data', 'get-statement-result', '--id', String(Id));
    expect(Records).toEqual([[{ longValue: 3 }]]);
    const { workgroup } = await aws(
      'redshift-serverless',
      'get-workgroup',
      '--workgroup-name',
      'analytics-wg',
    );
    expect(workgroup).toMatchObject({ namespaceName: 'analytics', baseCapacity: 8, status: 'AVAILABLE' });
    const { namespaces } = await aws('redshift-serverless', 'list-namespaces');
    expect(namespaces).toMatchObject([{ namespaceName: 'analytics', dbName: 'dw', adminUsername: 'admin' }]);
  }, 90_000);
});
