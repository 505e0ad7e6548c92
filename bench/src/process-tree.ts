import { readdirSync, readFileSync } from 'node:fs';

// Linux only: /proc tells parents and proportional set sizes (shared pages are counted once over the tree).

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process ended in between
  }
};

/** Process ids of `roots` and all that descend from them. */
function treeOf(roots: readonly number[]): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({
      pid: Number(pid),
      parent: Number(
        read(`/proc/${pid}/stat`)
          .replace(/^.*\) /s, '')
          .split(' ')[1],
      ),
    }));
  const tree = [...roots];
  for (let index = 0; index < tree.length; index += 1) {
    tree.push(
      ...parents
        .filter(({ parent, pid }) => parent === tree[index] && !tree.includes(pid))
        .map(({ pid }) => pid),
    );
  }
  return tree;
}

const pssBytes = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;

/** Memory of a process tree right now, bytes of proportional set size. */
export const treeMemory = (roots: readonly number[]): number =>
  treeOf(roots).reduce((sum, pid) => sum + pssBytes(pid), 0);

/** Watches a process tree until stopped, and gives the highest memory that it saw. */
export function watchPeak(roots: () => readonly number[], everyMs = 50): () => number {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, treeMemory(roots()));
  }, everyMs);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** CPU seconds of a process, and of all that descends from it, ended or not. */
export function cpuOf(pid: number): number {
  const ticks = treeOf([pid]).flatMap((one) =>
    read(`/proc/${one}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ')
      .slice(11, 15),
  );
  return ticks.reduce((sum, each) => sum + Number(each), 0) / 100;
}
