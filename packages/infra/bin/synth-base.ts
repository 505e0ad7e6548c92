import { root } from '../src/config/environment.ts';
import { synthBase } from '../src/workflows/synth-base.ts';

// synth-base.ts COMMIT FOLDER STAGE…: what the base of a change would deploy.
const [commit = '', folder = '', ...stages] = process.argv.slice(2);
if (!commit || !folder || stages.length === 0) throw new Error('synth-base.ts COMMIT FOLDER STAGE…');
if (!synthBase(root, commit, folder, stages))
  console.error(`${commit} could not be synthesized; going on without a base`);
