// @boundaries-ignore all functions are bundled in one way, as all files are compiled by one tsconfig
export { default } from '../../tsup.lambda.ts';
