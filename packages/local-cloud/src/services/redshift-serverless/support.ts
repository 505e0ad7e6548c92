import { supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';

/** What Redshift Serverless does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'Amazon Redshift Serverless',
  signingName: 'redshift-serverless',
  protocol: 'JSON 1.1',
  operations: supported('GetNamespace', 'GetWorkgroup', 'ListNamespaces', 'ListWorkgroups'),
  refused: {
    'creating, changing and deleting namespaces and workgroups':
      'UnknownOperationException (the template makes them)',
    'GetCredentials as a call': 'UnknownOperationException (the Data API checks the permission)',
    'usage limits, snapshots, recovery points': 'UnknownOperationException',
  },
  differences: ['A workgroup has no endpoint that speaks PostgreSQL: queries go through the Data API.'],
};
