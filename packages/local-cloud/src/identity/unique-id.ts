import { createHash } from 'node:crypto';
import type { Caller } from '../aws/call.ts';

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An id as IAM makes them, `AROA…` and so on: the same for the same ARN, so that it outlives a restart. */
export function uniqueId(prefix: string, arn: string): string {
  const bytes = createHash('sha256').update(arn).digest().subarray(0, 17);
  return prefix + [...bytes].map((byte) => SIGNS[byte % SIGNS.length]).join('');
}

/** A caller's `aws:userid`: the id of a user, or that of the role with the session's name. */
export const userId = ({ kind, arn, roleArn, sessionName }: Caller): string =>
  kind === 'user' ? uniqueId('AIDA', arn) : `${uniqueId('AROA', roleArn ?? arn)}:${sessionName ?? ''}`;
