import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a repository says of itself in `local-cloud.json`: the local cloud knows AWS, not what is deployed into it. */
export interface Configuration {
  /** Names of the environment variables that choose the stage, the folder of the state, and the folder that clones share. */
  readonly variables: { readonly stage: string; readonly folder: string; readonly shared: string };
  /** Names of its stages; without them any name is one. */
  readonly stages?: readonly string[];
  /** What `--source` calls the publisher itself, besides `origin`. */
  readonly origin: string;
  readonly synthesis: Synthesis;
}

/** How the repository's own assembly is made, where none is given by `--assembly`. */
export interface Synthesis {
  /** Runs in the folder of its package. */
  readonly script: string;
  /** Where a stage's assembly then lies; `{stage}` stands for the stage. */
  readonly assembly: string;
  /** Environment variable that puts the assembly elsewhere. */
  readonly assemblyVariable: string;
  /** Folders that must be built before, and those that each is built from: an older one is built anew. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** Script and arguments that build it. */
  readonly build: readonly string[];
  /** Options of `up` that reach the synthesis as environment variables, by their names. */
  readonly options: Readonly<Record<string, SynthesisOption>>;
}

export interface SynthesisOption {
  readonly variable: string;
  readonly choices: readonly string[];
  readonly description: string;
}

const NONE: Configuration = {
  variables: {
    stage: 'LOCAL_CLOUD_STAGE',
    folder: 'LOCAL_CLOUD_FOLDER',
    shared: 'LOCAL_CLOUD_SHARED_FOLDER',
  },
  origin: 'origin',
  synthesis: { script: '', assembly: '', assemblyVariable: '', needs: {}, build: [], options: {} },
};

/** The configuration of the repository at `root`; without a file only assemblies that are given can be served. */
export function configurationOf(root: string): Configuration {
  const path = join(root, 'local-cloud.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Configuration) : NONE;
}
