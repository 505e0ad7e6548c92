import { Dataset, type MonthState, monthsBetween, sourceMonth } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { coloured, plain } from '../../terminal/style.ts';
import type { CalendarMonth } from './calendar.ts';
import { renderCalendar } from './render-calendar.ts';

const view = (columns: number, style = plain) => ({ style, columns, now: new Date(), hint: String });
const of = (dataset: Dataset, from: string, to: string, states: readonly MonthState[]): CalendarMonth[] =>
  monthsBetween(sourceMonth(from), sourceMonth(to)).map((month, i) => ({
    dataset,
    month,
    state: states[i] ?? 'loaded',
  }));

const months = [
  ...of('yellow', '2023-11', '2024-10', ['loaded', 'outdated', 'not_loaded', 'running']),
  ...of('green', '2024-08', '2024-10', ['published', 'overdue', 'not_published']),
];

test('years × months of each dataset, side by side where the terminal is wide enough', () => {
  expect(renderCalendar(months, view(80))).toBe(
    [
      '      yellow                   green',
      '      J F M A M J J A S O N D  J F M A M J J A S O N D',
      '2023                      ■ □',
      '2024  · > ■ ■ ■ ■ ■ ■ ■ ■                    + ! ○',
      '',
      '■ loaded   > running or waiting   + published, not loaded',
      '□ loaded by an older contract   · not loaded   ○ not published yet',
      '! not published, overdue',
    ].join('\n'),
  );
});

test('four datasets fit into 80 columns, and one below the other into a narrow terminal', () => {
  const four = Dataset.options.flatMap((dataset) => of(dataset, '2024-01', '2024-02', []));
  expect(renderCalendar(four, view(80)).split('\n')).toEqual([
    '      fhv              fhvhv            green            yellow',
    '      JFM AMJ JAS OND  JFM AMJ JAS OND  JFM AMJ JAS OND  JFM AMJ JAS OND',
    '2024  ■■               ■■               ■■               ■■',
    '',
    '■ loaded',
  ]);
  expect(renderCalendar(four, view(110)).split('\n')[2]).toBe(
    '2024  ■ ■                      ■ ■                      ■ ■                      ■ ■',
  );
  const narrow = renderCalendar(four, view(40)).split('\n');
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(narrow.filter((line) => line.startsWith('2024'))).toEqual([
    '2024  ■■               ■■',
    '2024  ■■               ■■',
  ]);
});

test('in colour the signs are the same, and have the colour of their state', () => {
  const text = renderCalendar(months, view(80, coloured));
  expect(text).toContain(coloured.red('!'));
  expect(text).toContain(`${coloured.yellow('·')} ${coloured.yellow('>')} ${coloured.green('■')}`);
  expect(text).toContain(`${coloured.red('!')} not published, overdue`);
});
