import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

/** Long enough for a warm function to save calls, short enough that a change is seen soon. */
const FRESH_MS = 60_000;

const cached = new Map<string, { value: string; at: number }>();

/** A publisher's base address, from the stage's SSM parameter of that name. */
export async function sourceBaseUrl(client: SSMClient, name: string): Promise<string> {
  const known = cached.get(name);
  if (known && Date.now() - known.at < FRESH_MS) return known.value;
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
  const value = Parameter?.Value ?? '';
  cached.set(name, { value, at: Date.now() });
  return value;
}
