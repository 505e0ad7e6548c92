import { checkConditions } from './conditions.ts';
import type { Sourced } from './policy.ts';

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
  'Principal',
]);

/** Throws, naming policy and statement, on what would not be evaluated as AWS does: called for every policy at the start. */
export function checkStatements(statements: readonly Sourced[], owner: string): void {
  for (const { policy, id, statement } of statements) {
    const where = `${owner}, policy ${policy}, ${id}`;
    const unknown = Object.keys(statement).find((name) => !ELEMENTS.has(name));
    if (unknown !== undefined)
      throw new Error(`${where}: the element ${unknown} is not supported by the local cloud`);
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')
      throw new Error(`${where}: Effect must be Allow or Deny, not ${String(statement.Effect)}`);
    checkConditions(statement.Condition, [statement.Action ?? []].flat(), where);
  }
}
