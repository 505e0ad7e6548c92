import type { Caller, Shape } from '../aws/call.ts';
import type { Delivery } from '../kernel/delivery.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** The local cloud itself, where AWS would be let in by a resource policy (queues, topics), which are not evaluated. */
/** TODO-MIGRATION */
export const itself = ({ accountId }: Pick<Kernel, 'accountId'>, service: string): Caller => ({
  accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  kind: 'user',
  name: service,
});

type Deliver = (kernel: Kernel, delivery: Delivery) => Promise<Shape>;

/** TODO-MIGRATION: each moves into its service's `target`. */
export const deliverers: Readonly<Record<string, Deliver>> = {
  lambda: (kernel, { target, text, caller }) =>
    kernel.invoke(
      'lambda',
      'Invoke',
      { FunctionName: target, InvocationType: 'Event', Payload: JSON.parse(text) },
      caller,
    ),
  logs: async (kernel, { target, text }) => {
    const group = /:log-group:([^:]+)/.exec(target)?.[1] ?? target;
    kernel.offers.logs?.append(group, 'events', [{ timestamp: kernel.clock.now().getTime(), message: text }]);
    return {};
  },
};

/** Delivers, and tells a failure in the log: nobody waits for the outcome. */
export async function deliverQuietly(kernel: Kernel, delivery: Delivery, what: string): Promise<void> {
  try {
    await kernel.deliver(delivery);
  } catch (error) {
    kernel.log(`${what} could not be delivered to ${delivery.target}: ${(error as Error).message}`);
  }
}
