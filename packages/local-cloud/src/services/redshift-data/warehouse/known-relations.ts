import type { DuckDBConnection } from '@duckdb/node-api';
import { Relations } from './relations.ts';

/** The relations of one open file, asked of DuckDB once for each state of them: it takes longer than most statements. */
export class KnownRelations {
  #newest: Relations | undefined;

  /** Those of a connection that has no temporary ones, and whose transaction has defined none. */
  async of(connection: DuckDBConnection): Promise<Relations> {
    const state = await Relations.stateOf(connection);
    if (this.#newest?.state === state) return this.#newest;
    this.#newest = await Relations.of(connection);
    return this.#newest;
  }
}
