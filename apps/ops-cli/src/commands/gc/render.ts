import type { View } from '../../command.ts';
import { count, table } from '../../terminal/table.ts';
import type { GcFolder, GcResult } from './run.ts';

export function renderGc({ dry_run, removed, removed_bytes, kept }: GcResult, { hint }: View): string {
  const stays = `${kept.length} ${kept.length === 1 ? 'folder stays' : 'folders stay'}`;
  if (removed.length === 0) return `Nothing to remove; ${stays}.`;
  const shown = table<GcFolder>(
    [
      { title: dry_run ? 'would be removed' : 'removed', value: ({ url }) => url },
      { title: 'objects', value: ({ objects }) => count(objects), align: 'right' },
      { title: 'bytes', value: ({ bytes }) => count(bytes), align: 'right' },
      { title: 'because', value: ({ reason }) => reason },
    ],
    removed,
  );
  const sum = `${removed.length} folders, ${count(removed_bytes)} bytes; ${stays}`;
  return `${shown}\n\n${sum}${dry_run ? `\nnext:  ${hint('gc')} removes them` : ''}`;
}
