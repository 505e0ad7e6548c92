import { execFileSync } from 'node:child_process';

/** Limits the files that a running process may write; the kernel answers as it does for a disk that is full. */
export function limitFileSize(pid: number, bytes: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}`]);
}
