import type { GetOpenIDConnectProviderRequest } from '@aws-sdk/client-iam';
import type { Input, Operation } from '../../kernel/service.ts';
import { type Iam, noSuchEntity } from './iam.ts';

const TYPE = 'AWS::IAM::OIDCProvider';

export const providerOperations: Readonly<Record<string, Operation<Iam>>> = {
  ListOpenIDConnectProviders: {
    takes: [],
    run: (iam, _, call) => {
      iam.authorize(call, '*');
      return { OpenIDConnectProviderList: iam.roles.ofType(TYPE).map(({ arn }) => ({ Arn: arn })) };
    },
  },
  GetOpenIDConnectProvider: {
    takes: ['OpenIDConnectProviderArn'],
    run: (iam, { OpenIDConnectProviderArn: arn }: Input<GetOpenIDConnectProviderRequest>, call) => {
      iam.authorize(call, arn);
      const provider = iam.roles.ofType(TYPE).find((one) => one.arn === arn);
      if (!provider) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
      const { Url, ClientIdList, ThumbprintList } = provider.properties;
      return {
        Url: String(Url).replace(/^https:\/\//, ''),
        ClientIDList: ClientIdList ?? [],
        ThumbprintList: ThumbprintList ?? [],
        CreateDate: iam.startedAt,
      };
    },
  },
};
