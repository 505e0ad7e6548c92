import type { ResourceTypes } from '../assembly/resource-type.ts';
import type { Service } from '../kernel/service.ts';
import { cdk } from './cdk/index.ts';
import { cloudformation } from './cloudformation/index.ts';
import { ec2 } from './ec2/index.ts';
import { ecr } from './ecr/index.ts';
import { events } from './events/index.ts';
import { glue } from './glue/index.ts';
import { iam } from './iam/index.ts';
import { kms } from './kms/index.ts';
import { lambda } from './lambda/index.ts';
import { logs } from './logs/index.ts';
import { monitoring } from './monitoring/index.ts';
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
  logs,
  s3,
  iam,
  sts,
  ssm,
  sns,
  sqs,
  monitoring,
  events,
  cloudformation,
  redshiftServerless,
  redshiftData,
  lambda,
  glue,
  states,
  scheduler,
  ec2,
  kms,
  ecr,
  cdk,
];

/** Every CloudFormation type that may stand in a template. */
export const resourceTypes: ResourceTypes = Object.assign({}, ...services.map(({ resources }) => resources));
