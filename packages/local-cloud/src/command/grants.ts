import type { Grant, Refusal } from '../identity/usage.ts';

export type { Grant, Refusal };

/** One allowed action for people: role, action, whether it was used since the start, and the policy that allows it. */
export const grantLine = ({ role, action, used, policy }: Grant): string =>
  `${role.padEnd(28)} ${action.padEnd(44)} ${(used ? 'used' : 'never used').padEnd(10)}  ${policy}`;

/** One refused action for people; AWS's own sentence names the resource. */
export const refusalLine = ({ role, action, count, message }: Refusal): string =>
  `${role.padEnd(28)} ${action.padEnd(44)} AccessDenied, ${count} time(s): ${message}`;
