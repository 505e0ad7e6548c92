import { enableCompileCache } from 'node:module';

enableCompileCache();
const { main } = await import('../src/command/program.ts');
const { placeOf } = await import('../src/command/place.ts');
process.exitCode = await main(process.argv.slice(2), placeOf(process.env), process.env);
