import type { Connection } from '../stage/connect.ts';

type ClientClass<C> = new (config: Connection['client']) => C;

/**
 * Gives one client of each class, made when first asked for: `client(SFNClient)`.
 * Classes come from the caller's static import, so that each command's chunk holds only the services that it uses.
 */
export type ClientOf = <C>(clientClass: ClientClass<C>) => C;

/** Clients of the stage's endpoint. */
export function clientsOf(connection: Connection): ClientOf {
  const clients = new Map<unknown, unknown>();
  return <C>(clientClass: ClientClass<C>): C => {
    const known = clients.get(clientClass) as C | undefined;
    if (known !== undefined) return known;
    const client = new clientClass(connection.client);
    clients.set(clientClass, client);
    return client;
  };
}
