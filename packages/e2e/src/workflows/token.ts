import type { webcrypto } from 'node:crypto';
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { type Event, type Repository, refOf } from './event.ts';

export const ISSUER = 'https://token.actions.githubusercontent.com';

/** `sub` of a job's token: "OpenID Connect reference", GitHub's documentation; names with numbers, as repositories have them now. */
export function subjectOf(repository: Repository, event: Event, environment: string | undefined): string {
  const { owner, ownerId, name, id } = repository;
  const whose = `repo:${owner}@${ownerId}/${name}@${id}`;
  if (environment !== undefined) return `${whose}:environment:${environment}`;
  return event.name === 'pull_request' ? `${whose}:pull_request` : `${whose}:ref:${refOf(event)}`;
}

/** Stands in for GitHub's issuer of tokens, with keys of its own. */
export class TokenIssuer {
  readonly keys: JSONWebKeySet;
  readonly #key: webcrypto.CryptoKey;

  private constructor(key: webcrypto.CryptoKey, keys: JSONWebKeySet) {
    this.#key = key;
    this.keys = keys;
  }

  static async make(): Promise<TokenIssuer> {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    return new TokenIssuer(privateKey, {
      keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }],
    });
  }

  token(sub: string, aud: string): Promise<string> {
    return new SignJWT({ sub, aud })
      .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setExpirationTime('5 minutes')
      .sign(this.#key);
  }
}
