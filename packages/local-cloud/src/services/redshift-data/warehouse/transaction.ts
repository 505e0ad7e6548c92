import type { DuckDBConnection } from '@duckdb/node-api';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { NotedLoad } from './copy/history.ts';
import type { NamespaceRoles } from './copy/s3-role.ts';
import type { Database } from './database.ts';
import type { KnownRelations } from './known-relations.ts';
import type { Holder } from './locks.ts';
import type { DatabaseUser } from './permissions.ts';
import type { Relations } from './relations.ts';

export interface WarehouseOptions {
  readonly kernel: Kernel;
  readonly database: Database;
  /** Name of the database in Redshift. */
  readonly name: string;
  /** The superuser. */
  readonly admin: string;
  readonly roles: NamespaceRoles;
  /** Folder for files on their way to S3. */
  readonly folder: string;
}

/** A connection that outlives a statement: temporary tables and pg_last_copy_count() are the session's. */
export interface Session {
  readonly connection: DuckDBConnection;
  readonly user: DatabaseUser;
  /** Those of its file. */
  readonly known: KnownRelations;
  lastCopyCount: number;
  /** Whether it may have temporary tables. */
  hasTemporary: boolean;
  close(): void;
}

/** One transaction of a session. */
export interface Transaction {
  readonly session: Session;
  readonly holder: Holder;
  readonly signal: AbortSignal;
  readonly loads: NotedLoad[];
  /** Tables that its statements changed. */
  readonly changed: Set<string>;
  /** What its snapshot holds, and what its own statements made of that. */
  relations?: Relations | undefined;
  /** Whether its own statements have defined relations, which nobody else sees. */
  hasDefined: boolean;
}
