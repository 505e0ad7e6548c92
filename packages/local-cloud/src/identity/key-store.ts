import { randomBytes } from 'node:crypto';
import type { Caller, Credentials } from '../aws/call.ts';
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

/** Whose keys are whose: the operator's long-lived pair, and a pair with a token for each role session. */
export class KeyStore {
  readonly #path: string;
  readonly #accountId: string;
  readonly #identities = new Map<string, Identity>();
  /** Keys of sessions that have ended: their holders hear that, not that the key is unknown. */
  readonly #ended = new Set<string>();

  constructor(path: string, accountId: string) {
    this.#path = path;
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
  session(roleArn: string, sessionName: string): Credentials {
    const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    const credentials = { accessKeyId: keyId('ASIA'), secretAccessKey: token(30), sessionToken: token(48) };
    const arn = `arn:aws:sts::${this.#accountId}:assumed-role/${name}/${sessionName}`;
    this.#add({
      credentials,
      caller: { accountId: this.#accountId, arn, kind: 'assumed-role', name, sessionName, roleArn },
    });
    return credentials;
  }

  revoke(credentials: Credentials): void {
    if (!this.#identities.delete(credentials.accessKeyId)) return;
    if (this.#ended.size >= MOST_ENDED) this.#ended.clear();
    this.#ended.add(credentials.accessKeyId);
    this.#save();
  }

  /** Whether the key was of a session that has ended since the start. */
  hasEnded(accessKeyId: string): boolean {
    return this.#ended.has(accessKeyId);
  }

  find(accessKeyId: string): Identity | undefined {
    return this.#identities.get(accessKeyId);
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
    this.#identities.set(identity.credentials.accessKeyId, identity);
    this.#save();
  }

  /** Only the operator outlives a restart: sessions belong to processes, and those end with the local cloud. */
  #save(): void {
    const lasting = [...this.#identities.values()].filter(({ caller }) => caller.kind === 'user');
    if (JSON.stringify(readJson(this.#path)) !== JSON.stringify(lasting)) writeJson(this.#path, lasting);
  }
}
