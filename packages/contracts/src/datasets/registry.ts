// Every dataset that has a contract, a line for each. All else about a dataset is said in its own file.
export { fhv } from './fhv.ts';
export { fhvhv } from './fhvhv.ts';
export { green } from './green.ts';
export { yellow } from './yellow.ts';
