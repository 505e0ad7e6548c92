import type { Resource } from './assembly.ts';

const CUSTOM = /^Custom::/;

/** ARNs of the functions that do the work of custom resources on AWS; the local cloud does it by itself. */
export const serviceTokens = (
  resources: readonly Pick<Resource, 'type' | 'properties'>[],
): ReadonlySet<string> =>
  new Set(
    resources
      .filter(({ type }) => CUSTOM.test(type))
      .map(({ properties }) => String(properties.ServiceToken)),
  );

/**
 * Functions and their roles that only serve custom resources of the CDK, by ARN: the local cloud does by itself what
 * they would do, so they are not created.
 */
export function providersOf(resources: readonly Resource[]): ReadonlySet<string> {
  const tokens = serviceTokens(resources);
  const functions = resources.filter(
    ({ type, arn }) => type === 'AWS::Lambda::Function' && tokens.has(arn ?? ''),
  );
  return new Set(functions.flatMap(({ arn, properties }) => [arn ?? '', String(properties.Role)]));
}
