// Every dataset that has a contract, a line for each. All else about a dataset is said in its own file.
export { yellow } from './yellow.ts';
