import type { Defence } from './defence.ts';

/** The chat that is told: its webhook's address, which is a secret, and what a message may do there. */
export const chatDefences: readonly Defence[] = [
  {
    tries: "the webhook's address, by templates, logs, errors, dead letters, or a read without decryption",
    happens:
      'it lies in SSM alone, as a SecureString that one role reads; errors have codes in the place of words that may repeat it',
    test: 'apps/notifier/test/bundle.test.ts',
    named: 'neither it nor the log has the secret',
  },
  {
    tries: 'a file or an input whose words call a whole channel, or show a link as another',
    happens: 'shown as text: no mention is made, and only whole addresses are links',
    test: 'apps/notifier/src/chat-message.test.ts',
    named: 'nothing in a message calls people, and no link is made but of whole addresses',
  },
  {
    tries: 'to send the address over the network without TLS, or the message elsewhere by a redirect',
    happens: 'refused: https, or this machine; nobody is followed',
    test: 'apps/notifier/src/webhook-url.test.ts',
    named: 'an address that everybody could read on the way',
  },
];
