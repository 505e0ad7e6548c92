import type { Delivery } from '../kernel/delivery.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** TODO-MIGRATION: moves into its service's `target`. */
export const deliverers = {
  states: (kernel: Kernel, { target, text, caller }: Delivery) =>
    kernel.invoke('states', 'StartExecution', { stateMachineArn: target, input: text }, caller),
};
