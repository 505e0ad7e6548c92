import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A local cloud of its own, with clients' settings; `publish` puts a file where the publisher serves it. */
export interface Cloud {
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  publish(name: string, content: string): void;
  stop(): Promise<void>;
}

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: object }>>;
const account = '000000000000';
const LOCAL = join(import.meta.dirname, '../../../packages/local-cloud/bin/local.ts');

/** Starts the local cloud on an assembly of one stack; `code` is the folder of the asset `assets/code.zip`. */
export async function startCloud(resources: Resources, code: string): Promise<Cloud> {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-cloud-'));
  const [assembly, source, state] = ['assembly', 'source', 'state'].map((name) => join(folder, name));
  for (const path of [assembly, source]) mkdirSync(path ?? '');
  writeAssembly(assembly ?? '', resources, code);
  const options = ['--stage', 'local', '--assembly', assembly ?? '', '--source', source ?? '', '--port', '0'];
  const child = spawn(process.execPath, [LOCAL, 'up', ...options], {
    env: { ...process.env, TLC_LOCAL_DIR: state },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await answering(child);
  const env = JSON.parse(readFileSync(join(state ?? '', 'local/client-env.json'), 'utf8')) as Record<
    string,
    string
  >;
  return {
    client: {
      endpoint: env.AWS_ENDPOINT_URL ?? '',
      region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? '',
      credentials: {
        accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      },
    },
    publish: (name, content) => writeFileSync(join(source ?? '', name), content),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answering(child: ReturnType<typeof spawn>): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('the local cloud answers at')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the local cloud ended with ${code}: ${said}`)));
  });
}

function writeAssembly(folder: string, resources: Resources, code: string): void {
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  const assets = { type: 'cdk:asset-manifest', properties: { file: 'test.assets.json' } };
  const stack = {
    type: 'aws:cloudformation:stack',
    environment: `aws://${account}/us-east-1`,
    dependencies: ['test.assets'],
    properties: { templateFile: 'test.template.json' },
  };
  write('manifest.json', { version: '48.0.0', artifacts: { 'test.assets': assets, test: stack } });
  write('test.template.json', { Resources: resources });
  // As the CDK does: within the assembly no package.json says which kind of module a bundle is.
  cpSync(code, join(folder, 'asset'), { recursive: true });
  const destinations = { here: { bucketName: 'assets', objectKey: 'code.zip' } };
  write('test.assets.json', { files: { code: { source: { path: 'asset' }, destinations } } });
}

/** A Lambda's role that may do everything: what a role may do is proved on the real templates. */
export const roleFor = (service: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: `test-${service.split('.')[0]}`,
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      { PolicyName: 'all', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
    ],
  },
});
