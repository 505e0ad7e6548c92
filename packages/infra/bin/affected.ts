import { Stage } from '@tlc-elt/contracts';
import { assemblyDir } from '../src/config/environment.ts';
import { affected, outputLines } from '../src/workflows/affected.ts';

// affected.ts STAGE [BASE-CHECKOUT]: a line per job of deploy.yml; without a base, every job.
const [stage, base] = process.argv.slice(2);
const name = Stage.parse(stage);
const before = base ? `${base}/packages/infra/cdk.out/${name}` : undefined;
process.stdout.write(outputLines(affected(before, assemblyDir({}, name), name)));
