// Every lookup, a line for each. All else about a lookup is said in its own file.
export { taxiZones } from './taxi-zones.ts';
