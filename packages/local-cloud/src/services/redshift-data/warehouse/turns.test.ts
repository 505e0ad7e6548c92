import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('statements of one table run one after the other, in the order in which they came, also behind one that failed', async () => {
  const turns = new Turns();
  const told: string[] = [];
  const statement = (name: string, table: string, fails = false) =>
    turns.take(table, async () => {
      told.push(`${name} starts`);
      await new Promise((later) => setTimeout(later, 5));
      told.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const all = [statement('a', 't', true), statement('b', 't'), statement('c', 't'), statement('d', 'u')];
  const ends = await Promise.allSettled(all);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect(told.filter((line) => !line.startsWith('d'))).toEqual([
    'a starts',
    'a ends',
    'b starts',
    'b ends',
    'c starts',
    'c ends',
  ]);
  expect(told.slice(0, 2)).toEqual(['a starts', 'd starts']);
});
