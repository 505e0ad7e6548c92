import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

/** Long enough for a warm function to save calls, short enough that a change is seen soon. */
const FRESH_MS = 60_000;

let cached: { value: string; at: number } | undefined;

/** The publisher's base address, from the stage's SSM parameter. */
export async function sourceBaseUrl(client: SSMClient, name: string): Promise<string> {
  if (cached && Date.now() - cached.at < FRESH_MS) return cached.value;
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
  cached = { value: Parameter?.Value ?? '', at: Date.now() };
  return cached.value;
}
