/** A fault at the local cloud's door: which requests it hits, and what becomes of them. */
export interface SeamRule {
  readonly id: string;
  /** Service of the signature's scope, such as `s3` or `redshift-data`. */
  readonly service?: string;
  readonly method?: string;
  /** Regular expressions over the decoded path with query, the operation, and the body. */
  readonly path?: string;
  readonly operation?: string;
  readonly body?: string;
  /** So many requests that match are let through first. */
  readonly skip?: number;
  /** So many requests are hit; all where absent. */
  readonly times?: number;
  readonly action: SeamAction;
}

export type SeamAction =
  /** The service's own answer to a fault of its own. */
  | { readonly kind: 'status'; readonly status: number }
  /** The connection breaks before the request is read. */
  | { readonly kind: 'break' }
  /** The request waits until the rule is taken back, and is then served. */
  | { readonly kind: 'hold' }
  /** The request is served, and its answer never arrives. */
  | { readonly kind: 'lose-answer' };

/** Names of the environment that the preload reads. */
export const RULES_FILE = 'TLC_E2E_RULES';
export const HITS_FILE = 'TLC_E2E_HITS';
