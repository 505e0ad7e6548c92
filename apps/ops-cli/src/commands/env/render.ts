import { table } from '../../terminal/table.ts';
import type { EnvResult } from './run.ts';

type Line = readonly [name: string, value: string];

/** One output a line; those of a group as `roles.load`. */
export const renderEnv = (result: EnvResult): string =>
  table<Line>(
    [
      { title: 'output', value: ([name]) => name },
      { title: 'value', value: ([, value]) => value },
    ],
    Object.entries(result).flatMap(([name, value]): Line[] =>
      typeof value === 'string'
        ? [[name, value]]
        : Object.entries(value as Record<string, string>).map(([part, inner]) => [`${name}.${part}`, inner]),
    ),
  );
