import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template, Templates } from './differences.ts';

const END = '.template.json';

/** Templates of an assembly's folder; undefined where it holds none. */
export function readTemplates(folder: string): Templates | undefined {
  if (!existsSync(join(folder, 'manifest.json'))) return undefined;
  const files = readdirSync(folder).filter((name) => name.endsWith(END));
  return Object.fromEntries(
    files.map((name) => [
      name.slice(0, -END.length),
      JSON.parse(readFileSync(join(folder, name), 'utf8')) as Template,
    ]),
  );
}
