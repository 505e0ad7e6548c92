import type { ListExportsInput, ListImportsInput } from '@aws-sdk/client-cloudformation';
import type { Input, Operation } from '../../../kernel/service.ts';
import { page } from '../../page.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { importers } from '../deployment/exports.ts';
import { invalid } from './requests.ts';

/** Entries of an answer. */
const PAGE = 100;

/** What stacks take from each other. */
export const exportsAndImports: Readonly<Record<string, Operation<CloudFormation>>> = {
  ListExports: {
    takes: ['NextToken'],
    run: (state, { NextToken }: Input<ListExportsInput>, call) => {
      state.authorize(call, '*');
      const all = state
        .all()
        .flatMap(({ id, outputs }) =>
          outputs
            .filter(({ exportName }) => exportName !== undefined)
            .map(({ exportName, value }) => ({ ExportingStackId: id, Name: exportName, Value: value })),
        );
      const { items, nextToken } = page(all, NextToken, PAGE);
      return { Exports: items, NextToken: nextToken };
    },
  },
  ListImports: {
    takes: ['ExportName', 'NextToken'],
    run: (state, { ExportName, NextToken }: Input<ListImportsInput>, call) => {
      state.authorize(call, '*');
      const names = importers(state.store, ExportName);
      if (names.length === 0) throw invalid(`Export '${ExportName}' is not imported by any stack.`);
      const { items, nextToken } = page(names, NextToken, PAGE);
      return { Imports: items, NextToken: nextToken };
    },
  },
};
