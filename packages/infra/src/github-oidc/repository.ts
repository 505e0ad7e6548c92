/** The repository whose workflows may assume the roles. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
  /** Numbers of owner and repository: names can be given up and taken by a stranger, numbers cannot. */
  readonly ids?: { readonly owner: string; readonly repository: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What the administrator says of the repository; throws, naming the variable, where it is not usable. */
export function repositoryOf(env: Environment): Repository {
  const [, owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(env.TLC_GITHUB_REPOSITORY ?? '') ?? [];
  if (!owner || !name)
    throw new Error(
      `TLC_GITHUB_REPOSITORY is the repository as OWNER/NAME, not ${JSON.stringify(env.TLC_GITHUB_REPOSITORY ?? '')}`,
    );
  const ids = { owner: env.TLC_GITHUB_OWNER_ID, repository: env.TLC_GITHUB_REPOSITORY_ID };
  if (!ids.owner && !ids.repository) return { owner, name };
  if (!/^\d+$/.test(ids.owner ?? '') || !/^\d+$/.test(ids.repository ?? ''))
    throw new Error(
      `TLC_GITHUB_OWNER_ID and TLC_GITHUB_REPOSITORY_ID are numbers and go together (\`gh api repos/${owner}/${name} --jq '.owner.id, .id'\`), not ${ids.owner} and ${ids.repository}`,
    );
  return { owner, name, ids: { owner: ids.owner ?? '', repository: ids.repository ?? '' } };
}

/**
 * The `sub` of a token that GitHub issues to a job in an environment of the repository. With ids it is the form that
 * repositories created or renamed since 2026-07-15 have ("OpenID Connect reference", GitHub docs).
 */
export function subject({ owner, name, ids }: Repository, environment: string): string {
  const repository = ids ? `${owner}@${ids.owner}/${name}@${ids.repository}` : `${owner}/${name}`;
  return `repo:${repository}:environment:${environment}`;
}
