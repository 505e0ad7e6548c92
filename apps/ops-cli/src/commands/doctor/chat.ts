import { chatParameterNames } from '@tlc-elt/contracts';
import type { Runtime } from '../../runtime.ts';
import { type Check, fail, ok } from './check.ts';

/** Whether a stage that tells a chat knows where: nothing else of the chat can be asked without a post. None where it tells none. */
export async function checkChat(runtime: Runtime): Promise<Check[]> {
  const parameters = await runtime.parameters();
  const { notifierArn, webhookUrl } = chatParameterNames(runtime.stage);
  if (!parameters.has(notifierArn)) return [];
  if (parameters.has(webhookUrl)) return [ok('chat', `a webhook is set; try it: ${runtime.hint('notify')}`)];
  const put = `aws ssm put-parameter --type SecureString --name ${webhookUrl} --value WEBHOOK`;
  return [fail('chat', `there is no SSM parameter ${webhookUrl}`, `${put} (docs/deploy.md)`)];
}
