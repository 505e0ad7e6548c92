import type { Grant } from './role.ts';
import type { ConcernStack } from './stack.ts';

/**
 * What it takes to run statements through the Data API as the role's own database user.
 * "Authorizing access to the Amazon Redshift Data API", Amazon Redshift management guide.
 */
export function dataApiGrants(stack: ConcernStack, run: readonly string[]): Grant[] {
  const workgroups = stack.arnOf('redshift-serverless', 'workgroup/*');
  return [
    {
      actions: [...run, 'redshift-serverless:GetCredentials'],
      resources: [workgroups],
      // Both services know it: "Actions, resources, and condition keys", service authorization reference.
      conditions: { StringEquals: { 'aws:ResourceTag/stage': stack.config.stage } },
      because:
        "the ARN of a workgroup ends in an id that Redshift makes on creation; the condition keeps to the stage's own",
    },
    {
      actions: ['redshift-data:DescribeStatement', 'redshift-data:GetStatementResult'],
      resources: ['*'],
      conditions: { StringEquals: { 'redshift-data:statement-owner-iam-userid': '${aws:userid}' } },
      because: "these actions take no resource; the condition keeps them to the role's own statements",
    },
  ];
}
