import type { webcrypto } from 'node:crypto';
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload, SignJWT } from 'jose';

/** An OpenID Connect issuer with a key pair of its own, which nobody can reach over the network. */
export class Issuer {
  readonly url: string;
  /** What its `jwks_uri` would give. */
  readonly keys: JSONWebKeySet;
  readonly #key: webcrypto.CryptoKey;
  readonly #algorithm: string;

  private constructor(url: string, algorithm: string, key: webcrypto.CryptoKey, keys: JSONWebKeySet) {
    this.url = url;
    this.#algorithm = algorithm;
    this.#key = key;
    this.keys = keys;
  }

  static async make(url: string, algorithm: 'RS256' | 'ES256' | 'PS256' = 'RS256'): Promise<Issuer> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'key', alg: algorithm, use: 'sig' }];
    return new Issuer(url, algorithm, privateKey, { keys });
  }

  /** A token with these claims, five minutes long from now unless they say otherwise. */
  token(claims: JWTPayload, now = new Date()): Promise<string> {
    const seconds = Math.floor(now.getTime() / 1000);
    const usual = { iss: this.url, iat: seconds, nbf: seconds, exp: seconds + 300 };
    return new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: this.#algorithm, kid: 'key', typ: 'JWT' })
      .sign(this.#key);
  }
}
