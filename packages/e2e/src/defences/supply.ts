import type { Defence } from './defence.ts';

const SUPPLY = 'packages/infra/test/supply.test.ts';

/** Who publishes the packages that the clone is made of: docs/decisions/0018-supply-chain.md. */
export const supplyDefences: readonly Defence[] = [
  {
    tries: 'another pnpm than the one that was meant',
    happens:
      'one exact version everywhere; another one refuses to install; CI takes the program by the hash of its lock',
    test: SUPPLY,
    named: 'of another content than its hash is not installed',
  },
  {
    tries: 'a package of npm with other content, the Node that runs the scripts included',
    happens: 'its hash stands in the lock; without it nothing is installed',
    test: SUPPLY,
    named: 'comes by its hash, the Node that runs the scripts included',
  },
  {
    tries: 'a package that runs a script when it is installed',
    happens: 'no package may',
    test: SUPPLY,
    named: 'runs no script of its own when it is installed: none can fetch what no lock names',
  },
  {
    tries: 'a package of PyPI with other content, in the tools of the clone',
    happens: 'pip is asked for hashes',
    test: SUPPLY,
    named: 'every lock of pip has its hashes, and every pip of the clone asks for them',
  },
  {
    tries: 'a newer package under the jobs on Glue',
    happens:
      'all that Python Shell installs is pinned; other content under the same version is found by a test, not prevented: Glue documents no hashes for it',
    test: SUPPLY,
    named:
      "the modules of Glue's Python Shell are all that its Python 3.9 needs, and PyPI has them by their hashes",
  },
  {
    tries: 'telemetry',
    happens: 'none is sent',
    test: 'packages/infra/test/turbo.test.ts',
    named:
      'turbo sends no telemetry and leaves nothing in the home folder, whichever script of the clone runs it',
  },
  {
    tries: 'input that GitHub pastes into a shell, an action that moves to another commit',
    happens:
      'zizmor finds nothing; actions are pinned by commit; audit.yml asks daily for known vulnerabilities, and keeps the bill of materials',
    test: 'packages/infra/test/linters.test.ts',
    named: 'finds nothing, and finds an input that is pasted into a shell',
  },
  {
    tries:
      'to deploy by a job of a fork, of a repository that took our name, of a pull request or another environment',
    happens:
      'its token opens neither role: the trust policy names repository, numbers, environment and audience, and needs each',
    test: 'packages/e2e/test/workflow-roles.test.ts',
    named: 'need each condition: %s, it lets in others',
  },
];
