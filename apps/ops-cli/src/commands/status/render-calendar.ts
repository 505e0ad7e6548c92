import type { MonthState } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { looks } from '../../plan/state-words.ts';
import type { Style } from '../../terminal/style.ts';
import type { CalendarMonth } from './calendar.ts';

const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
const LETTERS = [...'JFMAMJJASOND'];
const YEAR = '2024  '.length;
const GAP = '  ';

/** How the twelve signs of a year stand: apart, or in quarters. */
type Spacing = (signs: readonly string[]) => string;
const apart: Spacing = (signs) => signs.join(' ');
const inQuarters: Spacing = (signs) =>
  [0, 3, 6, 9].map((first) => signs.slice(first, first + 3).join('')).join(' ');
const widthOf = (spacing: Spacing): number => spacing(LETTERS).length;

/** Years × months of each dataset side by side, and what the signs mean; as close together as the terminal is narrow. */
export function renderCalendar(months: readonly CalendarMonth[], { style, columns }: View): string {
  const datasets = [...new Set(months.map(({ dataset }) => dataset))];
  const fitting = (spacing: Spacing): number =>
    Math.max(1, Math.floor((columns - YEAR + GAP.length) / (widthOf(spacing) + GAP.length)));
  const spacing = fitting(apart) < datasets.length ? inQuarters : apart;
  const together = fitting(spacing);
  const parts: string[] = [];
  for (let i = 0; i < datasets.length; i += together)
    parts.push(blocksOf(months, datasets.slice(i, i + together), spacing, style));
  return [...parts, legendOf(months, style, columns)].join('\n\n');
}

/** The calendars of some datasets beside each other. */
function blocksOf(
  months: readonly CalendarMonth[],
  datasets: readonly string[],
  spacing: Spacing,
  style: Style,
): string {
  const states = new Map(months.map(({ dataset, month, state }) => [`${dataset} ${month}`, state]));
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))].sort();
  const signs = (year: string, dataset: string): string =>
    spacing(MONTHS.map((month) => signOf(states.get(`${dataset} ${year}-${month}`), style)));
  const line = (year: string, of: (dataset: string) => string): string =>
    [year, ...datasets.map(of)].join(GAP).trimEnd();
  const padding = (dataset: string): string => ' '.repeat(widthOf(spacing) - dataset.length);
  return [
    line('    ', (dataset) => style.bold(dataset) + padding(dataset)),
    line('    ', () => style.dim(spacing(LETTERS))),
    ...years.map((year) => line(year, (dataset) => signs(year, dataset))),
  ].join('\n');
}

const signOf = (state: MonthState | undefined, style: Style): string => {
  if (state === undefined) return ' ';
  const { sign, colour } = looks[state];
  return style[colour](sign);
};

/** The signs that are there, in lines no longer than the terminal's. */
function legendOf(months: readonly CalendarMonth[], style: Style, columns: number): string {
  const lines: string[] = [];
  let length = columns;
  for (const state of Object.keys(looks) as MonthState[]) {
    if (!months.some((month) => month.state === state)) continue;
    const { sign, colour, words } = looks[state];
    const entry = `${style[colour](sign)} ${words}`;
    const own = `${sign} ${words}`.length + 3;
    if (length + own - 3 > columns) {
      lines.push(entry);
      length = own;
    } else {
      lines.push(`${lines.pop()}   ${entry}`);
      length += own;
    }
  }
  return lines.join('\n');
}
