import { CfnOutput, Duration } from 'aws-cdk-lib';
import { CfnOIDCProvider, PolicyDocument, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { explainWildcards, type Grant, statementOf } from '../role.ts';
import { ConcernStack } from '../stack.ts';
import { deployGrants, operateGrants } from './grants.ts';
import { type Repository, subject } from './repository.ts';

const ISSUER = 'token.actions.githubusercontent.com';
const AUDIENCE = 'sts.amazonaws.com';

export interface GitHubOidcProps {
  readonly repository: Repository;
  /** ARN of the account's provider of GitHub, where it has one: an account can have only one. */
  readonly providerArn?: string;
}

/** What GitHub's workflows may do in a stage, without any key: deploy it, or operate it, each from an environment of its own. */
export class GitHubOidcStack extends ConcernStack {
  constructor(scope: Construct, config: StageConfig, { repository, providerArn }: GitHubOidcProps) {
    super(scope, 'github-oidc', config);
    const provider = providerArn ?? this.#provider();
    const { stage } = config;
    this.#role('Deploy', provider, subject(repository, stage), deployGrants(this));
    // Apart from the first, so that a scheduled run needs no approval and can deploy nothing.
    this.#role('Operate', provider, subject(repository, `${stage}-operate`), operateGrants(this));
  }

  #provider(): string {
    const provider = new CfnOIDCProvider(this, 'Provider', {
      url: `https://${ISSUER}`,
      clientIdList: [AUDIENCE],
    });
    return provider.attrArn;
  }

  #role(id: 'Deploy' | 'Operate', provider: string, sub: string, grants: readonly Grant[]): void {
    const roleName = `${this.ownPrefix}-github-${id.toLowerCase()}`;
    const role = new Role(this, `${id}Role`, {
      roleName,
      description: `GitHub workflows, ${sub}`,
      assumedBy: new WebIdentityPrincipal(provider, {
        StringEquals: { [`${ISSUER}:aud`]: AUDIENCE, [`${ISSUER}:sub`]: sub },
      }),
      maxSessionDuration: Duration.hours(2),
      inlinePolicies: { statements: new PolicyDocument({ statements: grants.map(statementOf) }) },
    });
    explainWildcards(role, roleName, grants);
    new CfnOutput(this, `${id}RoleArn`, { value: this.roleArn(roleName) });
  }
}
