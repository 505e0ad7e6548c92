import type { MonthState } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { looks } from '../../plan/state-words.ts';
import type { Style } from '../../terminal/style.ts';
import type { CalendarMonth } from './calendar.ts';

const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
const LETTERS = [...'JFMAMJJASOND'];
const YEAR = '2024  '.length;
const GAP = '  ';

/** Years × months of each dataset side by side, and what the signs mean; as close together as the terminal is narrow. */
export function renderCalendar(months: readonly CalendarMonth[], { style, columns }: View): string {
  const states = new Map(months.map(({ dataset, month, state }) => [`${dataset} ${month}`, state]));
  const datasets = [...new Set(months.map(({ dataset }) => dataset))];
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))].sort();
  const fits = (between: string, many: number): boolean => widthOf(between, many) <= columns;
  const between = fits(' ', datasets.length) ? ' ' : '';
  let together = datasets.length;
  while (together > 1 && !fits(between, together)) together -= 1;
  const parts: string[] = [];
  for (let i = 0; i < datasets.length; i += together) {
    const shown = datasets.slice(i, i + together);
    const row = (year: string, dataset: string): string =>
      MONTHS.map((month) => signOf(states.get(`${dataset} ${year}-${month}`), style)).join(between);
    const lines = years.map((year) =>
      [year, ...shown.map((dataset) => row(year, dataset))].join(GAP).trimEnd(),
    );
    parts.push([...headOf(shown, between, style), ...lines].join('\n'));
  }
  return [...parts, legendOf(months, style, columns)].join('\n\n');
}

const widthOfBlock = (between: string): number => MONTHS.join(between).length - MONTHS.length;
const widthOf = (between: string, blocks: number): number =>
  YEAR + blocks * widthOfBlock(between) + (blocks - 1) * GAP.length;

const signOf = (state: MonthState | undefined, style: Style): string => {
  if (state === undefined) return ' ';
  const { sign, colour } = looks[state];
  return style[colour](sign);
};

function headOf(datasets: readonly string[], between: string, style: Style): string[] {
  const padded = (dataset: string): string =>
    style.bold(dataset) + ' '.repeat(widthOfBlock(between) - dataset.length);
  const names = datasets.map(padded).join(GAP);
  const letters = datasets.map(() => style.dim(LETTERS.join(between))).join(GAP);
  return [names, letters].map((line) => ' '.repeat(YEAR) + line.trimEnd());
}

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
