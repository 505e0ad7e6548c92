import type { ResourceTypes } from '../assembly/resource-type.ts';
import { old } from '../kernel/legacy.ts';
import type { Service } from '../kernel/service.ts';
import { cdk } from './cdk/index.ts';
import { cloudformation } from './cloudformation/index.ts';
import { deliverers } from './delivery.ts';
import { ec2 } from './ec2/index.ts';
import { events } from './events/index.ts';
import { glue } from './glue/index.ts';
import { iam } from './iam/index.ts';
import { kms } from './kms/index.ts';
import { createLambda } from './lambda/index.ts';
import { resources as lambda } from './lambda/resources.ts';
import { task as lambdaTask } from './lambda/task.ts';
import { createLogs } from './logs/index.ts';
import { resources as logs } from './logs/resources.ts';
import { createMonitoring } from './monitoring/index.ts';
import { resources as monitoring } from './monitoring/resources.ts';
import { redshiftData } from './redshift-data/index.ts';
import { redshiftServerless } from './redshift-serverless/index.ts';
import { s3 } from './s3/index.ts';
import { scheduler } from './scheduler/index.ts';
import { sns } from './sns/index.ts';
import { sqs } from './sqs/index.ts';
import { ssm } from './ssm/index.ts';
import { states } from './states/index.ts';
import { sts } from './sts/index.ts';

/** Every service that is served, in the order in which they are started: those that others call come first. */
export const services: readonly Service[] = [
  old('logs', createLogs, logs, { target: deliverers.logs }),
  s3,
  iam,
  sts,
  ssm,
  sns,
  sqs,
  old('monitoring', createMonitoring, monitoring),
  events,
  cloudformation,
  redshiftServerless,
  redshiftData,
  old('lambda', createLambda, lambda, {
    target: deliverers.lambda,
    task: lambdaTask,
    ownErrors: { AccessDeniedException: ['AccessDeniedException', 403] },
  }),
  glue,
  states,
  scheduler,
  ec2,
  kms,
  cdk,
];

/** Every CloudFormation type that may stand in a template. */
export const resourceTypes: ResourceTypes = Object.assign({}, ...services.map(({ resources }) => resources));
