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
  const { ObjectSizeGreaterThan, ObjectSizeLessThan } = rule;
  const sizes = { ObjectSizeGreaterThan, ObjectSizeLessThan };
  const Tags = TagFilters.map(({ Key, Value }) => ({ Key, Value }));
  const given = [Prefix, ...Object.values(sizes), ...Tags].filter((part) => part !== undefined).length;
  if (given > 1) return { And: { Prefix, Tags, ...sizes } };
  return given === 0 ? { Prefix: '' } : { Prefix, Tag: Tags[0], ...sizes };
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

function ruleOf(rule: TemplateRule, index: number): object {
  const later = rule.NoncurrentVersionExpirationInDays;
  return {
    ID: rule.Id ?? `rule-${index}`,
    Filter: filterOf(rule),
    Status: rule.Status,
    Expiration: expirationOf(rule),
    NoncurrentVersionExpiration:
      rule.NoncurrentVersionExpiration ?? (later === undefined ? undefined : { NoncurrentDays: later }),
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    Transitions: [...list(rule.Transition), ...list(rule.Transitions)].map(transition),
    NoncurrentVersionTransitions: [
      ...list(rule.NoncurrentVersionTransition),
      ...list(rule.NoncurrentVersionTransitions),
    ].map(laterTransition),
  };
}

/** Rules of CloudFormation's LifecycleConfiguration as S3's API shows them. */
export function lifecycleRules(configuration: unknown): object[] {
  const { Rules = [] } = (configuration ?? {}) as { readonly Rules?: readonly TemplateRule[] };
  return Rules.map(ruleOf);
}
