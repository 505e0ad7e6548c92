/** A part of the bill: CycloneDX's `component`, as far as it is read here. */
export interface Component {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly 'bom-ref': string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

/** Locks of Python: what the tests, the linters and Glue's jobs are installed from. */
export const pythonLocks = [
  'apps/ops-cli/requirements-contract.txt',
  'glue-scripts/requirements/shell/test.txt',
  'glue-scripts/requirements/spark.txt',
  'glue-scripts/requirements/test.txt',
  'packages/infra/requirements-audit.txt',
  'packages/infra/requirements-lint.txt',
  'packages/infra/src/jobs/modules.txt',
  'packages/local-cloud/testing/python-clients.txt',
  'packages/testing/openlineage/requirements.txt',
];

/** What a lock of pip pins; a package of several files has as many hashes. */
export function pinned(lock: string): Component[] {
  const entries = lock.replaceAll('\\\n', ' ').matchAll(/^([\w.-]+)==([^\s;]+)(.*)$/gm);
  return [...entries].map(([, name = '', version = '', rest = '']) => {
    const purl = `pkg:pypi/${name.toLowerCase().replaceAll('_', '-')}@${version}`;
    const hashes = [...rest.matchAll(/--hash=sha256:([0-9a-f]{64})/g)];
    return {
      ...{ type: 'library', name, version, purl, 'bom-ref': purl },
      hashes: hashes.map(([, content = '']) => ({ alg: 'SHA-256', content })),
    };
  });
}
