import { join } from 'node:path';
import { pythonTools } from '@tlc-elt/testing';

const home = join(import.meta.dirname, '..');

/** Folder with the commands of the Python linters. */
export const lintTools = (): string =>
  pythonTools(join(home, 'requirements-lint.txt'), join(home, '.venv-lint'));
