import { ListUsageLimitsCommand, RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import {
  DEFAULT_DATASET,
  datasets,
  monthAt,
  namedRelationsOf,
  type TableContract,
  tablesOf,
} from '@tlc-elt/contracts';
import type { Runtime } from '../../runtime.ts';
import { loadedMonths } from '../../warehouse/ledger.ts';
import { isMissingTable, query } from '../../warehouse/query.ts';
import { columnsThatDiffer } from '../../warehouse/table-columns.ts';
import { readWorkgroup } from '../../warehouse/workgroup.ts';
import { attempt, type Check, fail, ok, skip, warn } from './check.ts';

/** The tables and the months that are looked at. */
const contract = datasets[DEFAULT_DATASET];
/** Months behind New York's month that a healthy stage may be: publication was never later. */
const STALE_MONTHS = Math.ceil(contract.staleDays / 30);

/** Workgroup, usage limit, tables, grants and the newest month. */
export async function checkWarehouse(runtime: Runtime): Promise<Check[]> {
  const permissions = 'look at the permissions of these credentials';
  const workgroup = await attempt('workgroup', `deploy the warehouse: ${runtime.deployment}`, () =>
    checkWorkgroup(runtime),
  );
  const limit = await attempt('usage limit', permissions, () => checkLimit(runtime));
  if (workgroup.status === 'fail') return [workgroup, limit, skip('tables', 'not asked')];
  const relations = [...tablesOf(contract), ...namedRelationsOf(contract)];
  const tables = relations.filter((table) => table.public);
  return [
    workgroup,
    limit,
    ...(await Promise.all(
      tables.map((table) => attempt(`table ${table.name}`, permissions, () => checkTable(runtime, table))),
    )),
    await attempt('newest month', permissions, () => checkNewest(runtime)),
  ];
}

async function checkWorkgroup(runtime: Runtime): Promise<Check> {
  const workgroup = await readWorkgroup(runtime);
  if (workgroup?.status !== 'AVAILABLE')
    return fail(
      'workgroup',
      `${workgroup?.workgroupName} is ${workgroup?.status}`,
      'wait, or look at its events in the console',
    );
  await query(runtime, 'SELECT 1');
  return ok(
    'workgroup',
    `${workgroup.workgroupName} answers, ${workgroup.baseCapacity} RPU, at most ${workgroup.maxCapacity ?? 'unlimited'}`,
  );
}

async function checkLimit(runtime: Runtime): Promise<Check> {
  if (runtime.endpoint === 'local') return skip('usage limit', 'a local cloud bills nothing');
  const resourceArn = (await readWorkgroup(runtime))?.workgroupArn;
  const { usageLimits = [] } = await runtime
    .client(RedshiftServerlessClient)
    .send(new ListUsageLimitsCommand({ resourceArn }), { abortSignal: runtime.signal });
  const limits = usageLimits.map(
    ({ usageType, amount, period, breachAction }) => `${amount} ${usageType} ${period}, then ${breachAction}`,
  );
  return limits.length > 0
    ? ok('usage limit', limits.join('; '))
    : fail('usage limit', 'none is set: the bill has no ceiling', `${runtime.deployment} sets it`);
}

/** A table or view that these credentials may read, with the contract's columns. */
async function checkTable(runtime: Runtime, table: TableContract): Promise<Check> {
  const check = `table ${table.name}`;
  try {
    const difference = await columnsThatDiffer(runtime, table);
    return difference === undefined
      ? ok(check, 'readable, with the columns of the contract')
      : fail(check, difference, `${runtime.deployment}, then ${runtime.hint('migrate')}`);
  } catch (error) {
    if (isMissingTable(error))
      return warn(check, 'is not there yet', `the first run makes it: ${runtime.hint('run 2024-09')}`);
    if (!/permission denied/i.test((error as Error).message)) throw error;
    return fail(
      check,
      (error as Error).message,
      `its owner grants it with each load: ${runtime.hint('migrate')}, or load a month`,
    );
  }
}

async function checkNewest(runtime: Runtime): Promise<Check> {
  const newest = (await loadedMonths(runtime, DEFAULT_DATASET)).at(-1);
  if (newest === undefined) return warn('newest month', 'nothing is loaded yet', runtime.hint('run 2024-09'));
  return newest >= monthAt(runtime.now(), -STALE_MONTHS)
    ? ok('newest month', newest)
    : warn('newest month', `${newest}: newer ones are due`, runtime.hint('run --due --no-wait'));
}
