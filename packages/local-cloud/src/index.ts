export { loadAssembly } from './assembly/load.ts';
export { type Cloud, startCloud } from './cloud.ts';
