import type { Kernel } from '../kernel/kernel.ts';
import type { Service } from '../kernel/service.ts';
import { createCloudFormation } from './cloudformation/index.ts';
import { createEvents } from './events/index.ts';
import { createGlue } from './glue/index.ts';
import { createLambda } from './lambda/index.ts';
import { createLogs } from './logs/index.ts';
import { createMonitoring } from './monitoring/index.ts';
import { createRedshiftData } from './redshift-data/index.ts';
import { createRedshiftServerless } from './redshift-serverless/index.ts';
import { createS3 } from './s3/index.ts';
import { createScheduler } from './scheduler/index.ts';
import { createSns } from './sns/index.ts';
import { createSqs } from './sqs/index.ts';
import { createSsm, type SsmOptions } from './ssm/index.ts';
import { createStates } from './states/index.ts';
import { createSts } from './sts/index.ts';

/** Every service that is served, in the order in which they are started: those that others call come first. */
export function createServices(kernel: Kernel, options: SsmOptions): Service[] {
  return [
    createLogs(kernel),
    createS3(kernel),
    createSts(kernel),
    createSsm(kernel, options),
    createSns(kernel),
    createSqs(kernel),
    createMonitoring(kernel),
    createEvents(kernel),
    createCloudFormation(kernel),
    createRedshiftServerless(kernel),
    createRedshiftData(kernel),
    createLambda(kernel),
    createGlue(kernel),
    createStates(kernel),
    createScheduler(kernel),
  ];
}
