import type { Grant } from '../identity/usage.ts';

export type { Grant };

/** One allowed action for people: role, action, whether it was used since the start, and the policy that allows it. */
export const grantLine = ({ role, action, used, policy }: Grant): string =>
  `${role.padEnd(28)} ${action.padEnd(44)} ${(used ? 'used' : 'never used').padEnd(10)}  ${policy}`;
