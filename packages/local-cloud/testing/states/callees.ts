import { calleeOf, type Service } from '../../src/kernel/service.ts';
import type { Callee } from '../../src/kernel/task.ts';
import { services } from '../../src/services/index.ts';

/** The services that a machine under test reaches, without their states. */
export const CALLEES: readonly Callee[] = services.map((service: Service) => calleeOf(service));
