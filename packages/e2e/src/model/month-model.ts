import type { Fingerprint } from '../table.ts';

/** A publication: its bytes by their ETag, when they were published last, and what the table must have of it. */
export interface Publication {
  readonly etag: string;
  readonly at: number;
  readonly rows: number;
  readonly fingerprint: Fingerprint;
}

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

  /** What a run that starts now must come to. */
  outcome(force: boolean): 'not_published' | 'already_loaded' | 'load' | 'stale' {
    if (!this.published) return 'not_published';
    if (this.loaded?.etag === this.published.etag && !force) return 'already_loaded';
    return !force && this.loaded && this.loaded.at > this.published.at ? 'stale' : 'load';
  }

  /** The publication is in the table. */
  load(): void {
    this.loaded = this.published;
    if (this.published) this.loads.push(this.published.etag);
  }
}
