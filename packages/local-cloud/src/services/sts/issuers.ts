import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { ServiceError } from '../../aws/errors.ts';
import type { StsOffer } from '../../kernel/offers.ts';

/** Reads JSON from the network. */
export type Fetch = (url: string) => Promise<{ readonly ok: boolean; json(): Promise<unknown> }>;

/** An issuer as its provider names it, without the scheme: `token.actions.githubusercontent.com`. */
export const issuerName = (url: string): string => url.replace(/^https:\/\//, '').replace(/\/$/, '');

/** Keys of OpenID Connect issuers: asked of the issuer itself, or of what stands in for it. */
export class Issuers implements StsOffer {
  readonly #fetch: Fetch;
  readonly #standIns = new Map<string, JSONWebKeySet>();

  constructor(read: Fetch = fetch) {
    this.#fetch = read;
  }

  standIn(issuer: string, keys: object): void {
    createLocalJWKSet(keys as JSONWebKeySet); // throws on what is no set of keys
    this.#standIns.set(issuerName(issuer), keys as JSONWebKeySet);
  }

  /** Public keys of an issuer, `OpenID Connect Discovery 1.0`; throws InvalidIdentityToken where they cannot be had. */
  async keys(issuer: string): Promise<JWTVerifyGetKey> {
    const known = this.#standIns.get(issuer);
    if (known) return createLocalJWKSet(known);
    try {
      const configuration = await this.#json(`https://${issuer}/.well-known/openid-configuration`);
      const address = (configuration as { jwks_uri?: unknown }).jwks_uri;
      if (typeof address !== 'string' || !address.startsWith('https://'))
        throw new Error(`its jwks_uri is ${JSON.stringify(address)}`);
      return createLocalJWKSet((await this.#json(address)) as JSONWebKeySet);
    } catch (error) {
      throw new ServiceError(
        'InvalidIdentityToken',
        `Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements: https://${issuer}: ${(error as Error).message}. Keys that stand in for it are named by \`local oidc https://${issuer} JWKS\``,
      );
    }
  }

  async #json(url: string): Promise<unknown> {
    const answer = await this.#fetch(url);
    if (!answer.ok) throw new Error(`${url} cannot be read`);
    return answer.json();
  }
}
