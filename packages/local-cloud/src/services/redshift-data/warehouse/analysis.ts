import { unsupported } from '../failure.ts';
import { readTree } from '../sql/read-tree.ts';
import { type Lookup, resolved } from '../sql/resolve.ts';
import { checkLeader } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import type { Token } from '../sql/tokens.ts';
import type { Node } from '../sql/tree.ts';
import type { Relation, Relations } from './relations.ts';

/** What a statement does to a relation. */
export interface Need {
  readonly relation: Relation;
  readonly privilege: string;
}

/** A statement with the relations that it means. */
export interface Analysis {
  /** The tree of its query, or of a statement that changes rows, with relations by their full names; else none. */
  readonly nodes: readonly Node[];
  /** What it touches. */
  readonly needs: readonly Need[];
}

/** Throws where a relation is not there, or where the statement is not Redshift's. */
export function analysed(statement: Statement, relations: Relations): Analysis {
  const read = new Set<Relation>();
  const tokens = queried(statement);
  const lookup: Lookup = {
    read: (name) => {
      const relation = relations.existing(name);
      read.add(relation);
      return relation.full;
    },
    changed: (name) => relations.existing(name).full,
  };
  const nodes = tokens === undefined ? [] : resolved(readTree(tokens), lookup);
  const needs = changes(statement, relations);
  for (const relation of read) needs.push({ relation, privilege: 'SELECT' });
  if (tokens !== undefined && needs.length > 0) checkLeader(tokens);
  const hidden = [...read].find(({ temporary }) => temporary);
  if (statement.kind === 'create' && statement.what === 'view' && !statement.temporary && hidden)
    throw unsupported(`a view of the temporary table ${hidden.name}`);
  return { nodes, needs };
}

/** The tokens that name relations by their places. */
function queried(statement: Statement): Token[] | undefined {
  switch (statement.kind) {
    case 'query':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'truncate':
      return statement.tokens;
    case 'explain':
      return statement.of.tokens;
    case 'unload':
    case 'create':
      return statement.query;
    default:
      return undefined;
  }
}

/** What a statement does to the relations that it is about, besides those that it reads. */
function changes(statement: Statement, relations: Relations): Need[] {
  const own = (privilege: string): Need[] => {
    const named = 'table' in statement ? [statement.table] : 'tables' in statement ? statement.tables : [];
    return named.map((name) => ({ relation: relations.existing(name), privilege }));
  };
  switch (statement.kind) {
    case 'explain':
      return changes(statement.of, relations);
    case 'insert':
    case 'update':
    case 'delete':
      return own(statement.kind.toUpperCase());
    case 'merge':
      return ['SELECT', 'UPDATE', 'INSERT', 'DELETE']
        .filter((word) => word === 'SELECT' || statement.tokens.some(({ upper }) => upper === word))
        .flatMap(own);
    case 'copy':
      return own('INSERT');
    case 'drop':
      return statement.tables
        .map((name) => (statement.ifExists ? relations.find(name) : relations.existing(name)))
        .filter((relation) => relation !== undefined)
        .map((relation) => ({ relation, privilege: 'OWNER' }));
    case 'lock':
    case 'alter':
    case 'truncate':
    case 'grant':
    case 'revoke':
      return own('OWNER');
    case 'create': {
      const relation = relations.named(statement.table.name, statement.temporary);
      return statement.orReplace && relations.has(relation) ? [{ relation, privilege: 'OWNER' }] : [];
    }
    case 'query':
    case 'unload':
    case 'maintenance':
      return [];
  }
}
