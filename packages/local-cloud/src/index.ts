export { loadAssembly } from './assembly/load.ts';
export { type Cloud, startCloud } from './kernel/cloud.ts';
