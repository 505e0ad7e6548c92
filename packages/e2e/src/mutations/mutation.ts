/** A change that breaks one promise, and the test that must then fail. */
export interface Mutation {
  /** Unique; what `pnpm --filter @tlc-elt/e2e mutate NAME` takes. */
  readonly name: string;
  /** The promise in a sentence. */
  readonly promise: string;
  /** Path in the repository. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly test: TestOf;
}

/** One test, or some of a file. */
export type TestOf =
  | { readonly kind: 'pytest'; readonly path: string; readonly named?: string }
  | {
      readonly kind: 'vitest';
      readonly workspace: string;
      readonly path: string;
      readonly named?: string;
      /** Workspace whose bundle the test runs. */
      readonly build?: string;
    };

export const pytest = (path: string, named?: string): TestOf => ({
  kind: 'pytest',
  path: `tests/${path}`,
  ...(named === undefined ? {} : { named }),
});

export const vitest = (workspace: string, path: string, named?: string, build?: string): TestOf => ({
  kind: 'vitest',
  workspace,
  path,
  ...(named === undefined ? {} : { named }),
  ...(build === undefined ? {} : { build }),
});

/** The test as one would type it. */
export const shown = (test: TestOf): string =>
  test.kind === 'pytest'
    ? `glue-scripts/${test.path}${test.named === undefined ? '' : ` -k ${test.named}`}`
    : `${test.workspace}/${test.path}${test.named === undefined ? '' : ` -t '${test.named}'`}`;
