import type { ColumnDefinition } from './create-table.ts';
import type { TableName } from './table-name.ts';
import type { Token } from './tokens.ts';

/** What a statement does, as far as permissions and transactions care. */
export type Statement =
  | QueryStatement
  | RowsStatement
  | {
      readonly kind: 'explain';
      readonly tokens: Token[];
      /** What is planned, and not run. */
      readonly of: QueryStatement | RowsStatement;
    }
  | CreateStatement
  | {
      readonly kind: 'drop';
      readonly tokens: Token[];
      readonly what: 'TABLE' | 'VIEW';
      readonly ifExists: boolean;
      readonly tables: readonly TableName[];
    }
  | { readonly kind: 'truncate'; readonly tokens: Token[]; readonly table: TableName }
  | AlterStatement
  | {
      readonly kind: 'grant' | 'revoke';
      readonly tokens: Token[];
      readonly privileges: string[];
      readonly tables: readonly TableName[];
      /** ON ALL TABLES IN SCHEMA: `tables` are those that there are when it runs. */
      readonly allTables: boolean;
      readonly grantees: string[];
    }
  | { readonly kind: 'lock'; readonly tokens: Token[]; readonly tables: readonly TableName[] }
  | { readonly kind: 'copy'; readonly tokens: Token[]; readonly table: TableName; readonly copy: CopyOptions }
  | {
      readonly kind: 'unload';
      readonly tokens: Token[];
      readonly query: Token[];
      readonly unload: UnloadOptions;
    }
  | { readonly kind: 'maintenance'; readonly tokens: Token[]; readonly word: 'ANALYZE' | 'VACUUM' };

export interface QueryStatement {
  readonly kind: 'query';
  readonly tokens: Token[];
}

/** A statement that changes rows. */
export interface RowsStatement {
  readonly kind: 'insert' | 'update' | 'delete' | 'merge';
  readonly tokens: Token[];
  readonly table: TableName;
}

export interface CreateStatement {
  readonly kind: 'create';
  readonly tokens: Token[];
  readonly table: TableName;
  readonly what: 'table' | 'view';
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  /** Columns of a plain CREATE TABLE. */
  readonly columns?: readonly ColumnDefinition[];
  /** Query of a view or of CREATE TABLE AS, with the names of its columns where they are given. */
  readonly query?: Token[];
  readonly names?: readonly string[];
  readonly orReplace: boolean;
}

export type AlterChange =
  | { readonly change: 'add'; readonly column: ColumnDefinition }
  | { readonly change: 'drop'; readonly column: string }
  | { readonly change: 'rename'; readonly to: string }
  | { readonly change: 'rename-column'; readonly column: string; readonly to: string }
  | { readonly change: 'owner'; readonly to: string }
  | { readonly change: 'storage' };

export interface AlterStatement {
  readonly kind: 'alter';
  readonly tokens: Token[];
  readonly table: TableName;
  readonly action: AlterChange;
}

export interface UnloadOptions {
  readonly to: string;
  readonly iamRole: string;
  readonly allowOverwrite: boolean;
  readonly cleanPath: boolean;
  readonly manifest: boolean;
}

export interface CopyOptions {
  readonly columns: string[] | undefined;
  readonly from: string;
  /** ARN, or `default`. */
  readonly iamRole: string;
  readonly manifest: boolean;
}
