export { passportPage } from './html/page.ts';
export { passportMarkdown } from './markdown/page.ts';
export * from './passport.ts';
