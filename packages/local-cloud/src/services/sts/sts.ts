import type { Credentials, Session, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Role } from '../../identity/role.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Issuers } from './issuers.ts';

/** An hour: "Methods to assume a role", IAM user guide. */
export const HOUR = 3600;

/** Sessions of roles that clients open. */
export class Sts {
  readonly kernel: Kernel;
  readonly issuers: Issuers;

  constructor(kernel: Kernel, issuers: Issuers) {
    this.kernel = kernel;
    this.issuers = issuers;
  }

  /** Opens a session of the role, and tells it as every operation does that opens one. */
  open(role: Role, sessionName: string, seconds: number, session: Session): Shape {
    if (seconds > role.maxSessionSeconds)
      throw new ServiceError(
        'ValidationError',
        `The requested DurationSeconds exceeds the MaxSessionDuration set for this role: ${seconds} is more than ${role.maxSessionSeconds}, the MaxSessionDuration of ${role.name}`,
      );
    const { clock, keys, accountId } = this.kernel;
    const expiresAt = (Math.floor(clock.now().getTime() / 1000) + seconds) * 1000;
    const credentials = keys.session(role.arn, sessionName, { ...session, expiresAt });
    return {
      Credentials: told(credentials, expiresAt),
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${sessionName}`,
        Arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
      },
    };
  }
}

const told = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials, expiresAt: number): Shape => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  SessionToken: sessionToken,
  Expiration: new Date(expiresAt),
});
