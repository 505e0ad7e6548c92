import { arnOf, inertType, named, type ResourceType } from '../../assembly/resource-type.ts';

const LISTED = 'listed, never evaluated';

/** The CloudFormation types of CloudWatch. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudWatch::Alarm': inertType(
    LISTED,
    named('AlarmName', (name, naming) => arnOf('cloudwatch', naming, `alarm:${name}`)),
  ),
  'AWS::CloudWatch::Dashboard': inertType(LISTED, (naming) => ({
    ref: naming.text('DashboardName') ?? naming.ownName,
  })),
};
