import * as z from 'zod';

/** What is known of a month by the ledger, the publisher and the executions. */
export const MonthState = z.enum([
  'loaded',
  /** Not loaded, and the publisher was not asked. */
  'not_loaded',
  /** An execution works on it, or waits for it. */
  'running',
  /** The publisher has another file than the one that is loaded. */
  'republished',
  /** The publisher has an older file than the one that is loaded: it has put it back, or gives it no date. */
  'older',
  /** Published, and not loaded. */
  'published',
  'not_published',
  /** Not published although its deadline has passed. */
  'overdue',
  /** Loaded, and no longer at the publisher's. */
  'withdrawn',
  /** Loaded by an older version of the contract. */
  'outdated',
  /** More of it is quarantined than the contract's limits allow: held back, or loaded because somebody accepted it. */
  'quarantined',
  /** Republished, and so much else than what is loaded that the last run held it back. */
  'held',
  /** Odd in what the stage stops on, so that the last run did not load it. */
  'unusual',
  /** The contract refuses it. */
  'not_supported',
  /** The ledger has rows of it, none of which can be read. */
  'unreadable',
  /** The publisher does not say. */
  'unknown',
]);
export type MonthState = z.infer<typeof MonthState>;
