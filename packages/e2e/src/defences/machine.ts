import type { Defence } from './defence.ts';

const LOCAL = 'packages/local-cloud/src';
const FULL = `${LOCAL}/disk/full.test.ts`;
const DAMAGE = `${LOCAL}/disk/state/damage.test.ts`;

/** The machine: full disks, damaged files, kills, others who use it at the same time. */
export const machineDefences: readonly Defence[] = [
  {
    tries: 'a disk that is full, at each kind of write',
    happens:
      'the call fails, nothing of it is kept, and the next one is; logs that cannot be written end nothing',
    test: FULL,
    named: 'the call fails, nothing of it is kept, and the next one is',
  },
  {
    tries: 'kill -9 after a disk was full',
    happens: 'everything that was answered is there, and nothing else',
    test: FULL,
    named: 'after kill -9 everything that was answered is there, and nothing else',
  },
  {
    tries: 'a file of the state that is halved, empty or has another bit',
    happens:
      'made anew from truth, or set aside and told, or the start is refused with the file, what it held and what heals',
    test: DAMAGE,
    named: 'a file of every kind is told, kept, and done without, or the start is refused',
  },
  {
    tries: 'half a list of executions after kill -9',
    happens: 'it is made anew from the histories',
    test: DAMAGE,
    named: 'after kill -9, with half a list of executions, all are listed that have a history',
  },
  {
    tries: 'other users of the machine, at `.local`',
    happens: 'its files are readable by their owner only',
    test: `${LOCAL}/command/owner.test.ts`,
    named: 'what lies in .local is readable by its owner only',
  },
  {
    tries: 'several starts at once over what a killed one left',
    happens: 'exactly one has the stage',
    test: `${LOCAL}/command/lock.test.ts`,
    named: 'of several that start at once over what a killed one left, exactly one has the stage',
  },
  {
    tries: 'starts at once, Ctrl-C, thousands of executions, a locked warehouse, kills, by a seed',
    happens: 'no row is lost or doubled, and it goes on',
    test: 'packages/e2e/test/campaigns.test.ts',
    named: 'by a seed',
  },
];
