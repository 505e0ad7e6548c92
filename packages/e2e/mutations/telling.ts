import { type Mutation, vitest } from '../src/mutations/mutation.ts';

const NOTIFIER = 'apps/notifier';
const LINEAGE = 'packages/lineage';
const posting = vitest(NOTIFIER, 'src/post.test.ts');
const formatting = vitest(NOTIFIER, 'src/chat-message.test.ts');
const sending = vitest(LINEAGE, 'test/send.test.ts');

/** What chats and OpenLineage endpoints are told, and what they must not learn. */
export const telling: readonly Mutation[] = [
  {
    name: 'webhook-in-the-log',
    promise: "No error of the notifier has the webhook's address, which is a secret.",
    file: `${NOTIFIER}/src/post.ts`,
    find: "return cause?.code ?? name ?? 'unknown';",
    replace: 'return cause instanceof Error ? cause.message : String(name);',
    test: posting,
  },
  {
    name: 'chat-repeats-the-webhook',
    promise: 'What a page behind a webhook says is not repeated, but a word of the chat itself.',
    file: `${NOTIFIER}/src/post.ts`,
    find: '/^[a-z_]{1,40}$/.test(said.trim())',
    replace: "said.trim() !== ''",
    test: posting,
  },
  {
    name: 'webhook-sent-elsewhere',
    promise: 'A redirection does not take a message to another address than the one that was set.',
    file: `${NOTIFIER}/src/post.ts`,
    find: "redirect: 'manual'",
    replace: "redirect: 'follow'",
    test: posting,
  },
  {
    name: 'webhook-read-on-the-way',
    promise: 'A webhook is called by https, or does not leave the machine.',
    file: `${NOTIFIER}/src/webhook-url.ts`,
    find: "(url.protocol === 'http:' && isThisMachine(url))",
    replace: "url.protocol === 'http:'",
    test: vitest(NOTIFIER, 'src/webhook-url.test.ts'),
  },
  {
    name: 'alarm-lost-in-a-busy-chat',
    promise: 'A chat that is busy or down for a while gets the message later.',
    file: `${NOTIFIER}/src/post.ts`,
    find: 'passing: status === 429 || status >= 500,',
    replace: 'passing: status >= 500,',
    test: posting,
  },
  {
    name: 'pause-longer-than-the-function',
    promise: 'A function that would end within its pause fails instead, and Lambda tries the message again.',
    file: `${NOTIFIER}/src/post.ts`,
    find: 'tried === TRIES || next + tryMs > left()',
    replace: 'tried === TRIES || next > left()',
    test: posting,
  },
  {
    name: 'old-webhook-believed',
    promise:
      'Where the chat refuses, the address is read anew: the next try uses what somebody has put since.',
    file: `${NOTIFIER}/src/index.ts`,
    find: 'if (error instanceof NotTold) webhookUrl.forget();',
    replace: '',
    test: vitest(NOTIFIER, 'test/bundle.test.ts', 'a new address', NOTIFIER),
  },
  {
    name: 'data-call-everybody',
    promise:
      'Nothing that stands in an error or a file calls people in the chat, or becomes a link by itself.',
    file: `${NOTIFIER}/src/chat-message.ts`,
    find: "'<': '&lt;', ",
    replace: '',
    test: formatting,
  },
  {
    name: 'message-too-long-for-slack',
    promise: 'A message is never longer than what Slack takes: what does not fit is cut, and marked.',
    file: `${NOTIFIER}/src/chat-message.ts`,
    find: 'linked(escaped(body, LONGEST_BODY))',
    replace: 'linked(escaped(body, Number.POSITIVE_INFINITY))',
    test: formatting,
  },
  {
    name: 'lineage-key-sent-elsewhere',
    promise: 'A redirection does not take the key of an OpenLineage endpoint to another host.',
    file: `${LINEAGE}/src/send.ts`,
    find: "redirect: 'manual'",
    replace: "redirect: 'follow'",
    test: sending,
  },
  {
    name: 'lineage-out-of-order',
    promise: 'An endpoint that is down for a while gets the event later, and no other one before it.',
    file: `${LINEAGE}/src/send.ts`,
    find: 'for (const event of events) await sendOne(event, endpoint);',
    replace: 'await Promise.all(events.map((event) => sendOne(event, endpoint)));',
    test: sending,
  },
  {
    name: 'lineage-of-another-run',
    promise: 'A run is told to have written only what the ledger has of that very run.',
    file: 'apps/lineage-sender/src/sources.ts',
    find: 'if (copy?.run_id !== runId) return undefined;',
    replace: 'if (copy === undefined) return undefined;',
    test: vitest('apps/lineage-sender', 'src/index.test.ts'),
  },
];
