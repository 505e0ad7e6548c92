import { randomBytes } from 'node:crypto';
import type { Caller, Credentials, Session } from '../aws/call.ts';
import { readJson, writeJson } from '../disk/json-file.ts';

interface Identity {
  readonly credentials: Credentials;
  readonly caller: Caller;
}

const token = (bytes: number): string => randomBytes(bytes).toString('base64url');
const keyId = (prefix: string): string => prefix + randomBytes(10).toString('hex').slice(0, 16).toUpperCase();

/** Name of the user that a person at this machine is. */
export const OPERATOR = 'local';

const MOST_ENDED = 100_000;

/** A session that has expired is told so for a day; then its keys are unknown. */
const REMEMBERED_MS = 24 * 60 * 60_000;

/** Whose keys are whose: the operator's long-lived pair, and a pair with a token for each role session. */
export class KeyStore {
  readonly #path: string;
  readonly #now: () => Date;
  readonly #accountId: string;
  readonly #identities = new Map<string, Identity>();
  /** Keys of sessions that have ended: their holders hear that, not that the key is unknown. */
  readonly #ended = new Set<string>();

  constructor(path: string, accountId: string, now: () => Date) {
    this.#path = path;
    this.#now = now;
    this.#accountId = accountId;
    for (const identity of (readJson(path) as Identity[] | undefined) ?? []) {
      if (identity.caller.accountId === accountId)
        this.#identities.set(identity.credentials.accessKeyId, identity);
    }
    if (!this.#find((caller) => caller.kind === 'user')) this.#add(this.#operator());
  }

  /** Credentials of the operator: an administrator. */
  operator(): Credentials {
    const identity = this.#find((caller) => caller.kind === 'user');
    if (!identity) throw new Error('the key store has no operator');
    return identity.credentials;
  }

  /** New credentials for one session of a role. */
  session(roleArn: string, sessionName: string, session?: Session): Credentials {
    const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    const credentials = { accessKeyId: keyId('ASIA'), secretAccessKey: token(30), sessionToken: token(48) };
    const arn = `arn:aws:sts::${this.#accountId}:assumed-role/${name}/${sessionName}`;
    const caller = {
      accountId: this.#accountId,
      arn,
      kind: 'assumed-role',
      name,
      sessionName,
      roleArn,
    } as const;
    this.#add({ credentials, caller: session ? { ...caller, session } : caller });
    return credentials;
  }

  revoke(credentials: Credentials): void {
    if (!this.#identities.delete(credentials.accessKeyId)) return;
    if (this.#ended.size >= MOST_ENDED) this.#ended.clear();
    this.#ended.add(credentials.accessKeyId);
    this.#save();
  }

  /** Whether the key was of a session that has expired, or that a service has ended since the start. */
  hasEnded(accessKeyId: string): boolean {
    return this.#ended.has(accessKeyId) || this.#sinceEnd(this.#identities.get(accessKeyId)) >= 0;
  }

  /** Whose key it is; undefined for one that is unknown or whose session has ended. */
  find(accessKeyId: string): Identity | undefined {
    const identity = this.#identities.get(accessKeyId);
    return this.#sinceEnd(identity) < 0 ? identity : undefined;
  }

  /** Milliseconds since a session has expired; negative where it has not, or never does. */
  #sinceEnd(identity: Identity | undefined): number {
    return this.#now().getTime() - (identity?.caller.session?.expiresAt ?? Number.POSITIVE_INFINITY);
  }

  #find(wanted: (caller: Caller) => boolean): Identity | undefined {
    return [...this.#identities.values()].find(({ caller }) => wanted(caller));
  }

  #operator(): Identity {
    const arn = `arn:aws:iam::${this.#accountId}:user/${OPERATOR}`;
    return {
      credentials: { accessKeyId: keyId('AKIA'), secretAccessKey: token(30) },
      caller: { accountId: this.#accountId, arn, kind: 'user', name: OPERATOR },
    };
  }

  #add(identity: Identity): void {
    for (const [key, one] of this.#identities)
      if (this.#sinceEnd(one) > REMEMBERED_MS) this.#identities.delete(key);
    const { accessKeyId } = identity.credentials;
    this.#identities.set(accessKeyId, identity);
    try {
      this.#save();
    } catch (error) {
      this.#identities.delete(accessKeyId); // what could not be kept was not given out
      throw error;
    }
  }

  /** Sessions of services belong to processes, and those end with the local cloud; others live until they expire. */
  #save(): void {
    const lasting = [...this.#identities.values()].filter(
      ({ caller }) => caller.kind === 'user' || caller.session?.expiresAt !== undefined,
    );
    if (JSON.stringify(readJson(this.#path)) !== JSON.stringify(lasting)) writeJson(this.#path, lasting);
  }
}
