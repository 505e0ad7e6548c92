/** A warehouse in a process of its own, for tests that kill it: prints its endpoint and a loader's credentials. */
import { WarehouseCloud } from './warehouse-cloud.ts';

const directory = process.argv[2];
if (directory === undefined) throw new Error('usage: serve-warehouse.ts DIRECTORY');
const warehouse = await WarehouseCloud.start(directory);
process.stdout.write(
  `${JSON.stringify({
    endpoint: warehouse.cloud.endpoint,
    credentials: warehouse.credentials('loader'),
    operator: warehouse.cloud.kernel.keys.operator(),
  })}\n`,
);
