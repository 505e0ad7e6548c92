import { count, percent, points } from '../../figures.ts';
import type { Passport } from '../../passport.ts';
import { html, type Markup, table } from '../markup.ts';

/** Where trips begin: the busiest zones, and those whose share has changed most. */
export function zones({ zones: all, compared_with }: Passport): Markup {
  if (all.length === 0) return html``;
  const most = all[0]?.share ?? 1;
  const rows = all.map(({ name, trips, share, change }) => [
    name,
    count(trips),
    html`<span class="meter" style="width:${Math.round((share / most) * 60)}px"></span> <span class="share">${percent(share)}</span>`,
    change === null ? 'no month before' : points(change),
  ]);
  const against =
    compared_with.length === 0 ? '' : `, and their share against ${compared_with.length} months before`;
  return html`<h2>Busiest zones</h2>${table(`Pickups${against}`, ['zone', 'trips', 'share', 'change'], rows)}`;
}
