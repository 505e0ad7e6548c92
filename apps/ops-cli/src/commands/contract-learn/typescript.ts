// TypeScript as Biome formats it in packages/contracts/src/datasets: lines of 220 characters, single quotes.

const WIDTH = 220;

/** A text as a literal. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** 1_234_567 */
export const withSeparators = (number: number): string => number.toLocaleString('en-US').replaceAll(',', '_');

/** An array in one line, or one element a line; `before` are the characters that stand before it. */
export function arrayOf(items: readonly string[], before = 40, indent = ''): string {
  const line = `[${items.join(', ')}]`;
  if (before + line.length <= WIDTH) return line;
  return `[\n${items.map((item) => `${indent}  ${item},`).join('\n')}\n${indent}]`;
}
