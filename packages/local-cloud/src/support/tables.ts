import { modelOf } from '../aws/model/model.ts';
import type { Service } from '../kernel/service.ts';
import { resourcesOf } from '../kernel/task.ts';
import { services } from '../services/index.ts';
import type { ServiceSupport } from './types.ts';

/** Names of the wires, for people. */
const WIRES: Readonly<Record<string, string>> = {
  'rest-json': 'REST JSON',
  'rest-xml': 'REST XML, path-style addresses',
  'smithy-rpc-v2-cbor': 'RPC v2 CBOR',
};

function protocolOf(name: string): string {
  const { protocol, protocols = [protocol], jsonVersion } = modelOf(name).metadata;
  return protocols
    .map((wire) => (wire === 'json' ? `JSON ${jsonVersion}` : (WIRES[wire] ?? wire)))
    .join(', ');
}

function tableOf(service: Service): ServiceSupport {
  const { name, title, operations, refused = {}, differences = [] } = service;
  return {
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
    tasks: resourcesOf(service),
  };
}

/** The tables of the services that have operations, by AWS's name of them. */
export const supportTables = (): ServiceSupport[] =>
  services
    .filter(({ operations }) => Object.keys(operations).length > 0)
    .map(tableOf)
    .sort((a, b) => (a.service < b.service ? -1 : 1));
