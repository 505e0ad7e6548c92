import type { Shape } from '../../../aws/call.ts';
import type { Difference } from './comparison.ts';
import type { Plan, Step } from './plan.ts';

const text = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);

const contextOf = (properties: unknown): string => JSON.stringify({ Properties: properties });

function detailOf({ attribute, name, before, after, recreates }: Difference): Shape {
  const changed = before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify';
  return {
    Target: {
      Attribute: attribute,
      Name: attribute === 'Properties' ? name : undefined,
      RequiresRecreation: recreates ? 'Always' : 'Never',
      Path: `/${name === undefined ? attribute : `Properties/${name}`}`,
      BeforeValue: text(before),
      AfterValue: text(after),
      AttributeChangeType: changed,
    },
    Evaluation: 'Static',
    ChangeSource: 'DirectModification',
  };
}

/** What becomes of the old resource. */
const policyAction = ({ replaces, old }: Step): string | undefined => {
  if (!replaces) return undefined;
  return (old?.updateReplacePolicy ?? 'Delete') === 'Delete' ? 'ReplaceAndDelete' : 'ReplaceAndRetain';
};

function modification(step: Step): Shape {
  const { wanted, old, replaces, differences } = step;
  return {
    PolicyAction: policyAction(step),
    Action: 'Modify',
    LogicalResourceId: wanted.logicalId,
    PhysicalResourceId: old?.physicalId,
    ResourceType: wanted.type,
    Replacement: replaces ? 'True' : 'False',
    Scope: [...new Set(differences.map(({ attribute }) => attribute))],
    Details: differences.map(detailOf),
    BeforeContext: contextOf(old?.properties),
    AfterContext: contextOf(wanted.properties),
  };
}

const addition = ({ action, wanted }: Step): Shape => ({
  Action: action,
  LogicalResourceId: wanted.logicalId,
  PhysicalResourceId: action === 'Import' ? wanted.physicalId : undefined,
  ResourceType: wanted.type,
  Scope: [],
  Details: [],
  AfterContext: contextOf(wanted.properties),
});

/** A plan as DescribeChangeSet tells it: in the order of logical ids. */
export function changesOf({ steps, removed }: Plan): Shape[] {
  const taken = steps
    .filter(({ action }) => action !== 'Keep')
    .map((step) => (step.action === 'Modify' ? modification(step) : addition(step)));
  const gone = removed.map(({ logicalId, physicalId, type, deletionPolicy, properties }) => ({
    PolicyAction: deletionPolicy === 'Delete' ? 'Delete' : 'Retain',
    Action: 'Remove',
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Scope: [],
    Details: [],
    BeforeContext: contextOf(properties),
  }));
  return [...taken, ...gone]
    .sort((a, b) => (String(a.LogicalResourceId) < String(b.LogicalResourceId) ? -1 : 1))
    .map((change) => ({ Type: 'Resource', ResourceChange: change }));
}

interface TargetShape {
  readonly Attribute?: string;
  readonly Name?: string;
  readonly RequiresRecreation?: string;
}

/** A change without the values of properties, as it is told to who does not ask for them. */
export function withoutValues(change: Shape): Shape {
  const resource = change.ResourceChange as Shape & {
    readonly Details: readonly (Shape & { readonly Target: TargetShape })[];
  };
  const { BeforeContext: _, AfterContext: __, Details, ...rest } = resource;
  const details = Details.map(({ Target: { Attribute, Name, RequiresRecreation }, ...detail }) => ({
    ...detail,
    Target: { Attribute, Name, RequiresRecreation },
  }));
  return { ...change, ResourceChange: { ...rest, Details: details } };
}
