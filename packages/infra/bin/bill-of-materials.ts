import { root } from '../src/config/environment.ts';
import { billOfMaterials } from '../src/supply/bill-of-materials.ts';

// The software bill of materials on stdout, as CycloneDX.
process.stdout.write(`${JSON.stringify(billOfMaterials(root), null, 2)}\n`);
