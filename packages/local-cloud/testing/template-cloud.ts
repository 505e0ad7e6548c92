import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Account, type Cloud, loadAssembly, startCloud } from '../src/cloud.ts';
import type { Clock } from '../src/kernel/clock.ts';

/** Python environments and jars are shared by all tests, and with the local cloud of this clone. */
const SHARED = process.env.TLC_SHARED_DIR ?? resolve(import.meta.dirname, '../../../.local');

export interface TemplateCloud {
  readonly cloud: Cloud;
  readonly folder: string;
  /** Configuration of an SDK client of the operator. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly forcePathStyle: boolean;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly log: string[];
  /** Ends it and starts it anew on the same state. */
  restart(): Promise<TemplateCloud>;
  stop(): Promise<void>;
}

export type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;

/** A role that a service may assume, with these actions on everything. */
export const role = (service: string, actions: readonly string[], name?: string): Resources[string] => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    ...(name === undefined ? {} : { RoleName: name }),
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies:
      actions.length === 0
        ? []
        : [
            {
              PolicyName: 'all',
              PolicyDocument: { Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
            },
          ],
  },
});

/** Writes files into a temporary folder. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/**
 * The one place where tests start a local cloud in their process, on the state in `state`: of the templates in
 * `assembly`, or of an account that deployments fill.
 */
export async function cloudIn(folder: string, clock?: Clock, account?: Account): Promise<TemplateCloud> {
  const log: string[] = [];
  const cloud = await startCloud({
    holds: account ?? ((endpoint) => loadAssembly(join(folder, 'assembly'), endpoint)),
    stateDir: join(folder, 'state'),
    sharedDir: SHARED,
    port: 0,
    log: (line) => void log.push(line),
    token: 'test',
    ...(clock ? { clock } : {}),
  });
  const { accessKeyId, secretAccessKey } = cloud.kernel.keys.operator();
  return {
    cloud,
    folder,
    log,
    client: {
      endpoint: cloud.endpoint,
      region: cloud.kernel.region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    },
    restart: async () => {
      await cloud.stop();
      return cloudIn(folder, clock, account);
    },
    stop: async () => {
      await cloud.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A local cloud in this process, of a template with these resources and of files beside it. */
export async function templateCloud(
  resources: Resources,
  files: Readonly<Record<string, string>> = {},
  clock?: Clock,
): Promise<TemplateCloud> {
  const beside = Object.fromEntries(Object.entries(files).map(([name, text]) => [`assembly/${name}`, text]));
  const stack = JSON.stringify({ Resources: resources });
  const folder = folderWith({ 'assembly/stack.json': stack, ...beside });
  try {
    return await cloudIn(folder, clock);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
