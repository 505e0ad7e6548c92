import { describe, expect, test } from 'vitest';
import { chatMessage, escaped } from './chat-message.ts';
import type { Notification } from './sns-event.ts';

const notification = (Message: string, more: Partial<Notification> = {}): Notification => ({
  MessageId: 'm',
  Message,
  MessageAttributes: {},
  ...more,
});
const attributes = (values: Record<string, string>): Notification['MessageAttributes'] =>
  Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Value }]));

test('a message of the workflow: its subject, its text with links, and what it is about', () => {
  const Subject = 'tlc-elt: green-2024-09-r2 republished';
  const Message = 'green 2024-09 is loaded anew.\n\nPassport: https://p.example/?key=green/a.html&b=1.\n';
  const MessageAttributes = attributes({ kind: 'republished', dataset: 'green', month: '2024-09' });
  const text =
    '*tlc-elt: green-2024-09-r2 republished*\ngreen 2024-09 is loaded anew.\n\nPassport: <https://p.example/?key=green/a.html&amp;b=1>.';
  expect(chatMessage('dev', notification(Message, { Subject, MessageAttributes }))).toEqual({
    text,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } },
      {
        type: 'context',
        elements: [{ type: 'mrkdwn', text: 'stage dev · green · 2024-09 · republished', verbatim: true }],
      },
    ],
  });
});

test('an alarm is told by its name, what to do, and why', () => {
  const alarm = {
    AlarmName: 'tlc-prod-pipeline-RpuHours',
    AlarmDescription: 'A day took over a tenth: `pnpm ops cost`',
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed: 1 datapoint [7.0] was >= the threshold (6.0).',
    Trigger: { Threshold: 6 },
  };
  const Subject = 'ALARM: "tlc-prod-pipeline-RpuHours" in US East (N. Virginia)';
  const { text } = chatMessage('prod', notification(JSON.stringify(alarm), { Subject }));
  expect(text).toBe(
    '*ALARM: tlc-prod-pipeline-RpuHours*\nA day took over a tenth: `pnpm ops cost`\n\nThreshold Crossed: 1 datapoint [7.0] was &gt;= the threshold (6.0).',
  );
});

test.each(['{"AlarmName": 1}', '"text"', 'null', '{ no JSON'])('%s is a text like others', (text) => {
  expect(chatMessage('dev', notification(text)).text).toBe(`*tlc-elt, stage dev*\n${text}`);
});

test('what is unknown is not named', () => {
  const MessageAttributes = attributes({ kind: 'failed', dataset: 'yellow', month: 'unknown' });
  expect(JSON.stringify(chatMessage('dev', notification('x', { MessageAttributes })).blocks)).toContain(
    'stage dev · yellow · failed"',
  );
});

test('nothing in a message calls people, and no link is made but of whole addresses', () => {
  const { text } = chatMessage(
    'dev',
    notification('<!channel> <https://evil.example|bank> a&b https://a.example)'),
  );
  expect(text).toBe(
    '*tlc-elt, stage dev*\n&lt;!channel&gt; &lt;<https://evil.example>|bank&gt; a&amp;b <https://a.example>)',
  );
});

describe('a text that is too long', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['abc&&', 9, 'abc&amp;…'],
    ['abcd<', 7, 'abcd…'],
    ['ab😀😀', 5, 'ab😀…'],
    ['  a  ', 1, 'a'],
  ])('%j in %i', (text, longest, wanted) => expect(escaped(text, longest)).toBe(wanted));

  test.each(['x', '&', '😀', 'http://a.b ', '<'])('of %j fits in what Slack takes', (unit) => {
    const long = unit.repeat(100_000);
    const { text, blocks } = chatMessage('prod', notification(long, { Subject: long }));
    expect(text.length).toBeLessThanOrEqual(3000);
    expect(text).toMatch(/…(>)?$/);
    for (const [, section] of JSON.stringify(blocks).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g))
      expect(section?.length).toBeLessThanOrEqual(3000);
  });
});
