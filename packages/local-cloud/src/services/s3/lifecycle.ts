interface TemplateRule extends Readonly<Record<string, unknown>> {
  readonly Id?: string;
  readonly Status: string;
  readonly Prefix?: string;
  readonly TagFilters?: readonly { readonly Key: string; readonly Value: string }[];
}
type Fields = Readonly<Record<string, unknown>>;

const list = (value: unknown): readonly Fields[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as Fields[]) : [value as Fields];

function filterOf({ Prefix, TagFilters = [], ...rule }: TemplateRule): object {
  const parts = {
    Prefix,
    Tag: TagFilters.map(({ Key, Value }) => ({ Key, Value })),
    ObjectSizeGreaterThan: rule.ObjectSizeGreaterThan,
    ObjectSizeLessThan: rule.ObjectSizeLessThan,
  };
  const given = Object.values(parts)
    .flat()
    .filter((part) => part !== undefined).length;
  return given > 1 ? { And: parts } : given === 0 ? { Prefix: '' } : parts;
}

const transition = (given: Fields): object => ({
  Date: given.TransitionDate,
  Days: given.TransitionInDays,
  StorageClass: given.StorageClass,
});
const laterTransition = (given: Fields): object => ({
  NoncurrentDays: given.TransitionInDays,
  StorageClass: given.StorageClass,
  NewerNoncurrentVersions: given.NewerNoncurrentVersions,
});

function expirationOf(rule: TemplateRule): object | undefined {
  const given = {
    Date: rule.ExpirationDate,
    Days: rule.ExpirationInDays,
    ExpiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker,
  };
  return Object.values(given).some((value) => value !== undefined) ? given : undefined;
}

function ruleXml(rule: TemplateRule, index: number): object {
  const later = rule.NoncurrentVersionExpirationInDays;
  return {
    ID: rule.Id ?? `rule-${index}`,
    Filter: filterOf(rule),
    Status: rule.Status,
    Expiration: expirationOf(rule),
    NoncurrentVersionExpiration:
      rule.NoncurrentVersionExpiration ?? (later === undefined ? undefined : { NoncurrentDays: later }),
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    Transition: [...list(rule.Transition), ...list(rule.Transitions)].map(transition),
    NoncurrentVersionTransition: [
      ...list(rule.NoncurrentVersionTransition),
      ...list(rule.NoncurrentVersionTransitions),
    ].map(laterTransition),
  };
}

/** CloudFormation's LifecycleConfiguration as S3's API shows it; undefined where the template has none. */
export function lifecycleXml(configuration: unknown): object | undefined {
  const rules = (configuration as { Rules?: readonly TemplateRule[] } | undefined)?.Rules ?? [];
  return rules.length === 0 ? undefined : { Rule: rules.map(ruleXml) };
}
