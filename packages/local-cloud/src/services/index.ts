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
import { createLogs } from './logs/index.ts';
import { resources as logs } from './logs/resources.ts';
import { createMonitoring } from './monitoring/index.ts';
import { resources as monitoring } from './monitoring/resources.ts';
import { redshiftData } from './redshift-data/index.ts';
import { redshiftServerless } from './redshift-serverless/index.ts';
import { createS3 } from './s3/index.ts';
import { resources as s3 } from './s3/resources.ts';
import { scheduler } from './scheduler/index.ts';
import { sns } from './sns/index.ts';
import { sqs } from './sqs/index.ts';
import { ssm } from './ssm/index.ts';
import { createStates } from './states/index.ts';
import { resources as states } from './states/resources.ts';
import { sts } from './sts/index.ts';

/** Every service that is served, in the order in which they are started: those that others call come first. */
export const services: readonly Service[] = [
  old('logs', createLogs, logs, deliverers.logs),
  old('s3', createS3, s3),
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
  old('lambda', createLambda, lambda, deliverers.lambda),
  glue,
  old('states', createStates, states, deliverers.states),
  scheduler,
  ec2,
  kms,
  cdk,
];

/** Every CloudFormation type that may stand in a template. */
export const resourceTypes: ResourceTypes = Object.assign({}, ...services.map(({ resources }) => resources));
