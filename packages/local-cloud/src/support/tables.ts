import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelOf } from '../aws/model/model.ts';
import type { Service } from '../kernel/service.ts';
import { services } from '../services/index.ts';
import type { ServiceSupport } from './types.ts';

const SERVICES = join(import.meta.dirname, '../services');

/** Names of the wires, for people. */
const WIRES: Readonly<Record<string, string>> = {
  'rest-json': 'REST JSON',
  'rest-xml': 'REST XML',
  'smithy-rpc-v2-cbor': 'RPC v2 CBOR',
};

function protocolOf(name: string): string {
  const { protocol, protocols = [protocol], jsonVersion } = modelOf(name).metadata;
  return protocols
    .map((wire) => (wire === 'json' ? `JSON ${jsonVersion}` : (WIRES[wire] ?? wire)))
    .join(', ');
}

const tableOf = ({ name, title, operations, refused = {}, differences = [] }: Service): ServiceSupport => ({
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
});

/** The tables of the services that have operations, by AWS's name of them. */
export async function supportTables(): Promise<ServiceSupport[]> {
  // TODO-MIGRATION: services of the old form have a support.ts.
  const tables = services.map(async (service) => {
    const path = join(SERVICES, service.name, 'support.ts');
    if (existsSync(path)) return [((await import(path)) as { support: ServiceSupport }).support];
    return Object.keys(service.operations).length > 0 ? [tableOf(service)] : [];
  });
  return (await Promise.all(tables)).flat().sort((a, b) => (a.service < b.service ? -1 : 1));
}
