import { resolve } from 'node:path';
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { readJson } from '../disk/json-file.ts';
import { UserError } from './place.ts';

/** Absolute path of a file that holds a JSON Web Key Set; throws UserError on any other. */
export function keySet(path: string): string {
  try {
    createLocalJWKSet(readJson(path) as JSONWebKeySet);
  } catch (error) {
    throw new UserError(
      `${path} is no JSON Web Key Set, {"keys": [...]} with the public keys of an issuer: ${(error as Error).message}`,
    );
  }
  return resolve(path);
}
