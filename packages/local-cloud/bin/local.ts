#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// A statement of the warehouse keeps a thread for as long as it runs, and files are read and written by these threads too.
process.env.UV_THREADPOOL_SIZE ??= '128';
enableCompileCache();
// Whoever read the output has seen enough.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
const { main } = await import('../src/command/program.ts');
const { placeOf } = await import('../src/command/place.ts');
process.exitCode = await main(process.argv.slice(2), placeOf(process.env), process.env);
