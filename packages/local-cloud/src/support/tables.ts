import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { protocolOf } from '../kernel/legacy.ts';
import type { Service } from '../kernel/service.ts';
import { resourcesOf } from '../kernel/task.ts';
import { services } from '../services/index.ts';
import type { ServiceSupport } from './types.ts';

const SERVICES = join(import.meta.dirname, '../services');

const tableOf = ({
  name,
  title,
  operations,
  refused = {},
  differences = [],
  task,
}: Service): ServiceSupport => ({
  service: title,
  signingName: name,
  protocol: protocolOf(name),
  operations: Object.fromEntries(
    Object.entries(operations).map(([operation, { note }]) => [
      operation,
      note === undefined ? { status: 'supported' } : { status: 'partial', note },
    ]),
  ),
  refused,
  differences,
  tasks: resourcesOf({ name, task }),
});

/** The tables of the services that have operations, by AWS's name of them. */
export async function supportTables(): Promise<ServiceSupport[]> {
  // TODO-MIGRATION: services of the old form have a support.ts.
  const tables = services.map(async (service) => {
    const path = join(SERVICES, service.name, 'support.ts');
    if (!existsSync(path)) return tableOf(service);
    const { support } = (await import(path)) as { support: ServiceSupport };
    return { ...support, tasks: resourcesOf(service) };
  });
  return (await Promise.all(tables))
    .filter(({ operations }) => Object.keys(operations).length > 0)
    .sort((a, b) => (a.service < b.service ? -1 : 1));
}
