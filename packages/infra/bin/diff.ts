import { command } from '../src/deploy/command.ts';
import { diff } from '../src/deploy/deploy.ts';
import { hostOf } from '../src/deploy/host.ts';
import { unitOf } from '../src/deploy/units.ts';

// Shows how one unit differs from what is deployed.
await command(() => diff(hostOf(process.env), unitOf(process.argv[2])));
