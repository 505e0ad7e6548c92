import type { Resource } from './assembly.ts';

const CUSTOM = /^Custom::/;

/**
 * Functions and their roles that only serve custom resources of the CDK, by ARN: the local cloud does by itself what
 * they would do, so they are not created.
 */
export function providersOf(resources: readonly Resource[]): ReadonlySet<string> {
  const tokens = new Set(
    resources
      .filter(({ type }) => CUSTOM.test(type))
      .map(({ properties }) => String(properties.ServiceToken)),
  );
  const functions = resources.filter(
    ({ type, arn }) => type === 'AWS::Lambda::Function' && tokens.has(arn ?? ''),
  );
  return new Set(functions.flatMap(({ arn, properties }) => [arn ?? '', String(properties.Role)]));
}
