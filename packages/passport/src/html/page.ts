import type { Passport } from '../passport.ts';
import { html, Markup } from './markup.ts';
import { account } from './sections/account.ts';
import { days } from './sections/days.ts';
import { distributions } from './sections/distributions.ts';
import { drift } from './sections/drift.ts';
import { hours } from './sections/hours.ts';
import { quarantine } from './sections/quarantine.ts';
import { schema } from './sections/schema.ts';
import { shares } from './sections/shares.ts';
import { verdict } from './sections/verdict.ts';
import { zones } from './sections/zones.ts';
import { style } from './style.ts';

const sections = [verdict, account, days, quarantine, hours, zones, distributions, shares, drift, schema];

/** The passport as one page that asks no network for anything, and needs no script. */
export function passportPage(passport: Passport): string {
  const { dataset, month, stage, table, generated } = passport;
  const title = `${dataset} ${month}`;
  const kind = generated ? 'a generated file, for a demonstration' : 'the file of the publisher';
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="tlc-elt"><link rel="icon" href="data:,"><title>${title}</title><style>${new Markup(style)}</style></head>
<body><main><h1>${title}</h1><p class="kind">${table} on stage ${stage}, from ${kind}</p>
${sections.map((section) => section(passport))}
</main></body></html>
`.text;
}
