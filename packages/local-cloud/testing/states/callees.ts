import { calleeOf, type Service } from '../../src/kernel/service.ts';
import type { Callee } from '../../src/kernel/task.ts';
import { glue } from '../../src/services/glue/index.ts';
import { lambda } from '../../src/services/lambda/index.ts';
import { logs } from '../../src/services/logs/index.ts';
import { sns } from '../../src/services/sns/index.ts';
import { sqs } from '../../src/services/sqs/index.ts';
import { ssm } from '../../src/services/ssm/index.ts';
import { states } from '../../src/services/states/index.ts';

const REACHED: readonly Service[] = [glue, lambda, logs, sns, sqs, ssm, states];

/** The services that a machine under test reaches: what they say of themselves, without their states. */
export const CALLEES: readonly Callee[] = REACHED.map(calleeOf);
