import type { Json, JsonObject } from '../../../aws/json.ts';
import type { MapState, ParallelState, StateGraph } from '../definition/types.ts';
import { BRANCH_FAILED, StateFailure } from './failure.ts';
import type { Thread } from './history.ts';
import { StopFailure } from './host.ts';
import { below, Interruption } from './interruption.ts';
import type { Frame } from './scope.ts';

/** One branch of a Parallel state, or one iteration of a Map state. */
export interface Lane {
  readonly index: number;
  readonly graph: StateGraph;
  readonly input: Json;
  readonly map?: JsonObject;
}

/** What a Map state records around its iterations. */
export interface LaneEvents {
  started(thread: Thread, lane: Lane): void;
  /** Gives the event that the state's own next event follows. */
  succeeded(thread: Thread, lane: Lane): number;
  failed(thread: Thread, lane: Lane): void;
  aborted(parent: Thread, lane: Lane): void;
}

/** Whether a Parallel or Map state that was entered earlier goes on with the branches that it has. */
export function goesOn({ resumed, entered }: Frame): boolean {
  return resumed && entered.branches.size > 0;
}

/** Runs lanes side by side, at most `concurrency` at once; the first that fails ends the others. */
export async function runLanes(
  frame: Frame<ParallelState | MapState>,
  lanes: readonly Lane[],
  concurrency: number,
  events?: LaneEvents,
): Promise<Json[]> {
  const pool = new LanePool(frame, lanes, events);
  const slots = Math.min(concurrency === 0 ? lanes.length : concurrency, lanes.length);
  await Promise.all(Array.from({ length: slots }, () => pool.work()));
  return pool.finish();
}

class LanePool {
  private readonly frame: Frame;
  private readonly waiting: Lane[];
  private readonly events: LaneEvents | undefined;
  private readonly outputs: Json[] = [];
  private readonly stop: ReturnType<typeof below>;
  private readonly from: number;
  private failure: StateFailure | undefined;
  private fault: { error: unknown } | undefined;
  private aborted: { lane: Lane; thread: Thread }[] = [];

  constructor(frame: Frame, lanes: readonly Lane[], events: LaneEvents | undefined) {
    this.frame = frame;
    this.events = events;
    this.waiting = [...lanes];
    this.stop = below(frame.scope.signal);
    this.from = frame.scope.thread.cursor;
  }

  /** One slot: takes lane after lane. The first event of a lane follows the last of the one that freed the slot. */
  async work(): Promise<void> {
    let cursor = this.from;
    for (;;) {
      const lane = this.stop.controller.signal.aborted ? undefined : this.waiting.shift();
      if (!lane) return;
      cursor = await this.run(lane, cursor);
    }
  }

  private async run(lane: Lane, from: number): Promise<number> {
    const { scope, name, resumed, entered } = this.frame;
    const progress = resumed ? entered.branches.get(lane.index) : undefined;
    if (progress && 'output' in progress) {
      this.outputs[lane.index] = progress.output;
      return from;
    }
    const thread = scope.thread.branch(name, lane.index, progress?.position.cursor ?? from);
    if (!progress && this.events) {
      this.events.started(thread, lane);
      // AWS starts all iterations that may run before the first of them enters a state.
      await Promise.resolve();
    }
    const position = progress?.position ?? { state: lane.graph.StartAt, input: lane.input };
    const inner = {
      run: scope.run,
      thread,
      signal: this.stop.controller.signal,
      map: lane.map ?? scope.map,
      variables: scope.variables.inside(position.variables),
    };
    try {
      this.outputs[lane.index] = await scope.run.runThread(lane.graph, inner, position);
      scope.thread.cursor = this.events?.succeeded(thread, lane) ?? thread.cursor;
    } catch (error) {
      this.caught(error, lane, thread);
    }
    return thread.cursor;
  }

  private caught(error: unknown, lane: Lane, thread: Thread): void {
    const interrupted = this.stop.controller.signal.aborted;
    if (error instanceof StopFailure || (!interrupted && !(error instanceof StateFailure)))
      this.fault ??= { error };
    if (interrupted) {
      this.aborted.push({ lane, thread });
      return;
    }
    if (error instanceof StateFailure) {
      this.failure = error;
      this.frame.scope.thread.cursor = thread.cursor;
      this.events?.failed(thread, lane);
    }
    this.stop.controller.abort(new Interruption('sibling failed'));
  }

  /** All outputs in order; throws the failure of the lane that failed first, or what interrupted them. */
  finish(): Json[] {
    this.stop.end();
    const { scope } = this.frame;
    if (scope.signal.aborted) throw this.fault?.error ?? scope.signal.reason;
    if (!this.failure) {
      if (this.fault) throw this.fault.error;
      return this.outputs;
    }
    for (const { lane, thread } of this.aborted) this.recordAbort(lane, thread);
    const { reported, matching } = this.failure;
    const alsoKnownAs = [
      ...(matching.alsoKnownAs ?? []),
      ...(this.frame.state.Type === 'Parallel' ? [BRANCH_FAILED] : []),
    ];
    throw new StateFailure(reported, { ...matching, alsoKnownAs, fromBranch: true });
  }

  private recordAbort(lane: Lane, thread: Thread): void {
    const inside = thread.inside;
    if (inside === 'Task' || inside === 'Wait' || inside === 'Parallel' || inside === 'Map') {
      this.frame.scope.thread.aside(`${inside}StateAborted`);
    }
    this.events?.aborted(this.frame.scope.thread, lane);
  }
}
