import type { Resource } from './assembly.ts';

/** What names a resource: resolved properties, account, region, and a name for those that have none of their own. */
export interface Naming {
  readonly logicalId: string;
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  /** `http://127.0.0.1:PORT`, for addresses that lead to the local cloud. */
  readonly endpoint: string;
  readonly text: (property: string) => string | undefined;
  /** `<stack>-<logical id>`, as CloudFormation would make one (without its random part, so that a restart finds it). */
  readonly ownName: string;
}

export interface Identity {
  /** What Ref gives. */
  readonly ref: string;
  readonly arn?: string;
  /** What Fn::GetAtt gives, besides `Arn`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * What CloudFormation does with the resources of one type, as its registry has it. Each may be repeated: a local
 * cloud that starts anew updates each resource to what the assembly says, also where that is what it had.
 */
export interface Handlers<State> {
  create(state: State, resource: Resource): Promise<void> | void;
  update(state: State, resource: Resource, previous: Resource): Promise<void> | void;
  delete(state: State, resource: Resource): Promise<void> | void;
  /** Its properties as the service has them; undefined where it is gone. */
  read(state: State, resource: Resource): Resource['properties'] | undefined;
}

/** Handlers of a type as CloudFormation calls them, whichever service is behind them. */
export interface Owner {
  create(resource: Resource): Promise<void> | void;
  update(resource: Resource, previous: Resource): Promise<void> | void;
  delete(resource: Resource): Promise<void> | void;
  read(resource: Resource): Resource['properties'] | undefined;
}

/** A CloudFormation resource type, owned by the service whose resource it is. */
export interface ResourceType<State = unknown> {
  /** Properties that the local cloud works by; `all` of a type that changes nothing here. */
  readonly works: readonly string[] | 'all';
  /** Properties that change nothing on one machine: name → why. */
  readonly inert: Readonly<Record<string, string>>;
  /** Whether its service keeps it over a restart: one that is gone then was deleted by a client. */
  readonly lasting?: true;
  /** Of a type that changes nothing here: why. */
  readonly because?: string;
  identify(naming: Naming): Identity;
  readonly handlers: Handlers<State>;
}

/** Every type that may stand in a template; a template with another one is refused. */
export type ResourceTypes = Readonly<Record<string, ResourceType>>;

/** Reasons that many properties share. */
export const INERT = {
  encryption: 'what is stored lies unencrypted on this machine',
  capacity: 'a machine has the capacity that it has',
  network: 'everything listens on 127.0.0.1',
  costs: 'nothing costs anything here',
  words: 'words for people',
  ages: 'objects do not age here',
  tags: 'tags are not read by any service here',
} as const;

/** `arn:aws:<service>:<region>:<account>:<rest>`. */
export const arnOf = (
  service: string,
  { region, accountId }: Pick<Naming, 'region' | 'accountId'>,
  rest: string,
): string => `arn:aws:${service}:${region}:${accountId}:${rest}`;

/** Identity of a type whose Ref is its name: the property that gives it, and the ARN that follows from it. */
export const named =
  (
    property: string,
    arn: (name: string, naming: Naming) => string,
    more: (name: string, naming: Naming) => Partial<Identity> = () => ({}),
  ) =>
  (naming: Naming): Identity => {
    const name = naming.text(property) ?? naming.ownName;
    return { ref: name, arn: arn(name, naming), ...more(name, naming) };
  };

/** A type that is accepted with all its properties and changes nothing here, for the reason given. */
export const inertType = (
  because: string,
  identify: ResourceType['identify'] = ({ ownName }) => ({ ref: ownName }),
): ResourceType => ({
  works: 'all',
  inert: {},
  because,
  identify,
  handlers: {
    create: () => undefined,
    update: () => undefined,
    delete: () => undefined,
    read: (_, { properties }) => properties,
  },
});
