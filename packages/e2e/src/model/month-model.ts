import type { Fingerprint } from '../table.ts';

/** A publication: its bytes by their ETag, when they were published last, and what the table must have of it. */
export interface Publication {
  readonly etag: string;
  readonly at: number;
  readonly rows: number;
  readonly fingerprint: Fingerprint;
}

export type Outcome = 'not_published' | 'already_loaded' | 'load' | 'stale' | 'shrunk';

/** A publication with a smaller share of the rows that are loaded is not loaded unasked. */
const LEAST_SHARE = 0.5;

/** All that is promised of one month, in a few lines. */
export class MonthModel {
  published: Publication | undefined;
  readonly past: Publication[] = [];
  /** ETags of the loads, oldest first. */
  readonly loads: string[] = [];
  /** When the publication that is loaded was published. */
  loaded: Publication | undefined;

  publish(publication: Publication): void {
    this.published = publication;
    this.past.push(publication);
  }

  /** What a run that starts now must come to; an older file and one of far fewer rows need somebody's word. */
  outcome({ force = false, acceptShrink = false } = {}): Outcome {
    const { published, loaded } = this;
    if (!published) return 'not_published';
    if (!loaded) return 'load';
    if (!force && loaded.etag === published.etag && published.at <= loaded.at) return 'already_loaded';
    if (!force && loaded.at > published.at) return 'stale';
    const shrank = published.rows < LEAST_SHARE * loaded.rows;
    return shrank && !acceptShrink ? 'shrunk' : 'load';
  }

  /** The publication is in the table. */
  load(): void {
    this.loaded = this.published;
    if (this.published) this.loads.push(this.published.etag);
  }
}
