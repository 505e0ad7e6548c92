import { asKnown, type Contents, isWhole, nameOf, type StackResource } from '../account/stack.ts';
import { nameTaken } from '../plan/existence.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { cleanUp } from './cleanup.ts';
import { exportProblem } from './exports.ts';
import { remove } from './remove.ts';
import { HandlerFailed } from './resource-writes.ts';
import { rollBackCreation, rollBackUpdate } from './rollback.ts';
import { Cancelled, type StackRun } from './run.ts';

/** A resource could not be made what the template says. */
class ResourceFailed extends Error {
  readonly logicalId: string;
  readonly verb: 'create' | 'update';
  constructor(logicalId: string, verb: 'create' | 'update', message: string) {
    super(message);
    this.logicalId = logicalId;
    this.verb = verb;
  }
}

/** Does what a plan says; goes back where it fails, or stops there, as the stack's operation wants it. */
export async function deploy(run: StackRun, plan: Plan, kind: 'CREATE' | 'UPDATE'): Promise<void> {
  const problem = exportProblem(run.store, run.stack.id, plan.outputs);
  if (problem !== undefined) return failed(run, kind, problem);
  try {
    for (const step of plan.steps) await take(run, step);
    await run.pause();
  } catch (error) {
    if (error instanceof Cancelled) return failed(run, kind, 'User Initiated');
    if (!(error instanceof ResourceFailed)) throw error;
    return failed(run, kind, `The following resource(s) failed to ${error.verb}: [${error.logicalId}]. `);
  }
  complete(run, plan, kind);
  if (kind === 'UPDATE') await cleanUp(run, 'UPDATE_COMPLETE');
}

function complete(
  run: StackRun,
  { steps, removed, outputs, imports }: Plan,
  kind: 'CREATE' | 'UPDATE',
): void {
  const { resources, leftovers } = run.stack;
  const order = new Map(steps.map(({ wanted }, index) => [wanted.logicalId, index]));
  const place = ({ logicalId }: StackResource): number => order.get(logicalId) ?? -1;
  const gone = new Set(removed.map(({ logicalId }) => logicalId));
  const done = {
    outputs,
    imports,
    resources: resources.filter(({ logicalId }) => !gone.has(logicalId)).sort((a, b) => place(a) - place(b)),
    leftovers: [...leftovers, ...resources.filter(({ logicalId }) => gone.has(logicalId))],
  };
  if (kind === 'CREATE') run.status('CREATE_COMPLETE', undefined, { ...done, before: undefined });
  else run.status('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined, done);
}

async function take(run: StackRun, step: Step): Promise<void> {
  await run.pause();
  if (step.action === 'Keep') return;
  if (step.action === 'Import') return importResource(run, step);
  if (step.action === 'Add' || !step.old) return create(run, step);
  return step.replaces ? replace(run, step, step.old) : update(run, step, step.old);
}

/** Runs a handler; the resource has failed where the handler does. */
async function handled(
  run: StackRun,
  resource: Parameters<StackRun['put']>[0],
  verb: 'create' | 'update',
  handler: () => Promise<void>,
): Promise<void> {
  try {
    await handler();
  } catch (error) {
    if (!(error instanceof HandlerFailed)) throw error;
    run.put(resource, verb === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED', error.message);
    throw new ResourceFailed(resource.logicalId, verb, error.message);
  }
}

async function create(run: StackRun, { wanted, old }: Step): Promise<void> {
  const unmade = { ...wanted, physicalId: '', arn: undefined };
  await handled(run, unmade, 'create', async () => {
    if (old && old.physicalId !== '') await run.writes.delete(run.caller, old); // an earlier attempt's half
    run.tell(unmade, 'CREATE_IN_PROGRESS');
    const taken = nameTaken(run.kernel, run.store, wanted);
    if (taken !== undefined) throw new HandlerFailed(taken);
    run.writes.check(run.caller, 'create', wanted);
  });
  run.put(wanted, 'CREATE_IN_PROGRESS', 'Resource creation Initiated');
  await handled(run, wanted, 'create', () => run.writes.create(wanted));
  run.put(wanted, 'CREATE_COMPLETE');
}

async function importResource(run: StackRun, { wanted }: Step): Promise<void> {
  run.tell(wanted, 'IMPORT_IN_PROGRESS');
  await handled(run, { ...wanted, physicalId: '', arn: undefined }, 'create', async () => {
    if (wanted.deletionPolicy === 'Delete')
      throw new HandlerFailed(
        'Resources to import must have a DeletionPolicy of Retain or RetainExceptOnCreate.',
      );
    const kept = run.store.retained().find((one) => nameOf(one) === nameOf(wanted));
    await run.writes.update(run.caller, wanted, { ...wanted, ...kept } as StackResource);
  });
  run.put(wanted, 'IMPORT_COMPLETE');
  run.store.release(wanted);
}

async function update(run: StackRun, { wanted, differences }: Step, old: StackResource): Promise<void> {
  const written = differences.some(({ attribute, name }) => attribute === 'Properties' || name !== undefined);
  if (written || !isWhole(old)) {
    run.put(old, 'UPDATE_IN_PROGRESS');
    await handled(run, old, 'update', () => run.writes.update(run.caller, wanted, asKnown(old)));
  }
  run.put(wanted, 'UPDATE_COMPLETE');
}

/** The new one is there before the old one goes. */
async function replace(run: StackRun, { wanted }: Step, old: StackResource): Promise<void> {
  run.put(
    old,
    'UPDATE_IN_PROGRESS',
    'Requested update requires the creation of a new physical resource; hence creating one.',
  );
  await handled(run, old, 'update', async () => {
    if (nameOf(wanted) === nameOf(old))
      throw new HandlerFailed(
        `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${old.physicalId} and update the stack again.`,
      );
    const taken = nameTaken(run.kernel, run.store, wanted);
    if (taken !== undefined) throw new HandlerFailed(taken);
    run.writes.check(run.caller, 'create', wanted);
  });
  run.change({ leftovers: [...run.stack.leftovers, old] });
  run.put(wanted, 'UPDATE_IN_PROGRESS', 'Resource creation Initiated');
  await handled(run, wanted, 'update', () => run.writes.create(wanted));
  run.put(wanted, 'UPDATE_COMPLETE');
}

/** The operation ends as it was asked to for this case. */
async function failed(run: StackRun, kind: 'CREATE' | 'UPDATE', reason: string): Promise<void> {
  const { ending } = run.stack.onFailure;
  if (ending === 'DO_NOTHING') return run.status(`${kind}_FAILED`, reason);
  if (kind === 'UPDATE') {
    run.status('UPDATE_ROLLBACK_IN_PROGRESS', reason);
    return rollBackUpdate(run, run.stack.before as Contents);
  }
  if (ending === 'DELETE') return remove(run, []);
  run.status('ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`);
  return rollBackCreation(run);
}
