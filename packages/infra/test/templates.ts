import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/** A resource of a template. */
export interface TemplateResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are data of any shape
  readonly properties: any;
  readonly deletionPolicy: string | undefined;
}

export const stages = ['local', 'dev', 'prod'] as const;

/** Files of templates of an assembly, by stack. */
export function templates(assembly: string): Record<string, string> {
  const folder = join(inject('assemblies'), assembly);
  const names = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
  return Object.fromEntries(
    names.map((name) => [name.replace('.template.json', ''), readFileSync(join(folder, name), 'utf8')]),
  );
}

/** Every resource of an assembly, of one type where given. */
export function resources(assembly: string, type?: string): TemplateResource[] {
  return Object.entries(templates(assembly)).flatMap(([stack, text]) =>
    Object.entries(JSON.parse(text).Resources as Record<string, Record<string, unknown>>)
      .map(([logicalId, resource]) => ({
        stack,
        logicalId,
        type: String(resource.Type),
        properties: resource.Properties ?? {},
        deletionPolicy: resource.DeletionPolicy as string | undefined,
      }))
      .filter((resource) => type === undefined || resource.type === type),
  );
}
