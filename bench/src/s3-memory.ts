import { execFileSync } from 'node:child_process';
import { LocalCloud } from '@tlc-elt/testing';
import { plain } from './place.ts';
import { pythonWith } from './python.ts';

// `node src/s3-memory.ts [GB …]` (Linux): memory and seconds of the local cloud's S3, by boto3, after so many GB in
// and as many out; 2, 5 and 10 unless told.

const python = await pythonWith('boto3', ['boto3==1.42.97']);
const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'data' } };
const cloud = await LocalCloud.start({ resources: { Bucket: bucket } });
try {
  const sizes = process.argv.length > 2 ? process.argv.slice(2) : ['2', '5', '10'];
  const args = [plain('s3_traffic.py'), String(cloud.pid), 'data', ...sizes];
  const env = { ...process.env, ...cloud.clientEnv };
  process.stdout.write(execFileSync(python, args, { env, encoding: 'utf8' }));
} finally {
  await cloud.remove();
}
