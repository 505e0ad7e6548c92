export { type Cloud, loadAssembly, startCloud } from './cloud.ts';
