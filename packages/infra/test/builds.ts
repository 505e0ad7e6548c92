import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Builds } from '../src/app.ts';
import { stageConfig } from '../src/config/stages.ts';
import { jobDefinitions } from '../src/jobs/job-definitions.ts';

/** A new folder; what tests make is removed when all of them have ended. */
export const temporaryFolder = (name: string): string => mkdtempSync(join(tmpdir(), `tlc-${name}-`));

/** Stands for what the other workspaces build: templates name it by content, whatever it is. */
export function fakeBuilds(folder = temporaryFolder('builds')): Builds {
  const builds = {
    glueScripts: join(folder, 'glue'),
    checkSource: join(folder, 'check-source'),
    writePassport: join(folder, 'write-passport'),
    trigger: join(folder, 'trigger'),
    notifier: join(folder, 'notifier'),
    lineageSender: join(folder, 'lineage-sender'),
  };
  mkdirSync(join(builds.glueScripts, 'jobs'), { recursive: true });
  const scripts = (['spark', 'duckdb'] as const).flatMap((TLC_ENGINE) =>
    jobDefinitions(stageConfig({ TLC_ENGINE })).map(({ runtime }) => runtime.script),
  );
  for (const script of new Set(scripts))
    writeFileSync(join(builds.glueScripts, 'jobs', script), `print("${script}")\n`);
  writeFileSync(join(builds.glueScripts, 'tlc_elt-0.1.0-py3-none-any.whl'), 'wheel');
  writeFileSync(join(builds.glueScripts, 'tlc_elt-0.1.0.zip'), 'zip');
  const { glueScripts: _, ...functions } = builds;
  for (const folder of Object.values(functions)) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.js'), `exports.handler = async () => '${folder.split('/').at(-1)}';\n`);
  }
  return builds;
}
