import type { Stage } from '@tlc-elt/contracts';
import * as z from 'zod';
import type { Notification } from './sns-event.ts';

/** A message as Slack's webhooks take it, and those that are compatible. */
export interface ChatMessage {
  /** What devices announce, and what chats show that know no blocks. */
  readonly text: string;
  readonly blocks: readonly object[];
}

/** Characters, of which a section takes 3,000 (docs.slack.dev, "Text object"): the signs around links come on top. */
const [LONGEST_TITLE, LONGEST_BODY] = [150, 2000];

/** What CloudWatch publishes of an alarm: "Notifying users on alarm changes", CloudWatch user guide. */
const Alarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().nullish(),
  NewStateValue: z.string(),
  NewStateReason: z.string(),
});

/** A message of the topic, formatted for people in a chat. */
export function chatMessage(stage: Stage, notification: Notification): ChatMessage {
  const { title, body } = told(stage, notification);
  const bold = `*${escaped(title, LONGEST_TITLE)}*`;
  const text = linked(escaped(body, LONGEST_BODY));
  return {
    text: `${bold}\n${text}`,
    blocks: [
      { type: 'section', text: markdown(`${bold}\n${text}`) },
      { type: 'context', elements: [markdown(escaped(aboutOf(stage, notification), LONGEST_TITLE))] },
    ],
  };
}

/** Nothing that stands in a text becomes a mention: only the links that we write are links. */
const markdown = (text: string): object => ({ type: 'mrkdwn', text, verbatim: true });

function told(stage: Stage, { Subject, Message }: Notification): { title: string; body: string } {
  const alarm = alarmOf(Message);
  if (!alarm) return { title: Subject ?? `tlc-elt, stage ${stage}`, body: Message };
  const { AlarmName, AlarmDescription, NewStateValue, NewStateReason } = alarm;
  return {
    title: `${NewStateValue}: ${AlarmName}`,
    body: [AlarmDescription, NewStateReason].filter(Boolean).join('\n\n'),
  };
}

/** Undefined where a message is none of an alarm. */
function alarmOf(message: string): z.infer<typeof Alarm> | undefined {
  try {
    return Alarm.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
}

/** Stage, and of a run its dataset, month and kind: what a person who glances at it looks for. */
function aboutOf(stage: Stage, { MessageAttributes }: Notification): string {
  const known = ['dataset', 'month', 'kind'].map((name) => MessageAttributes[name]?.Value);
  return [`stage ${stage}`, ...known.filter((value) => value && value !== 'unknown')].join(' · ');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * The text with `&`, `<` and `>` as entities (docs.slack.dev, "Formatting message text": these and no others), of so many
 * characters at most: cut between two characters, never within an entity or a pair of surrogates.
 */
export function escaped(text: string, longest: number): string {
  const trimmed = text.trim();
  let cut = '';
  let whole = '';
  for (const character of trimmed) {
    whole += ENTITIES[character] ?? character;
    if (whole.length > longest) return `${cut.trimEnd()}…`;
    if (whole.length < longest) cut = whole;
  }
  return whole;
}

/** Addresses in an escaped text as links: with `verbatim` Slack makes none by itself. */
const linked = (text: string): string =>
  text.replace(/https?:\/\/(?:(?!&[lg]t;)[^\s`|…])+/g, (address) => {
    const [, link = '', rest = ''] = /^(.*?)([.,;:)\]]*)$/.exec(address) ?? [];
    return `<${link}>${rest}`;
  });
