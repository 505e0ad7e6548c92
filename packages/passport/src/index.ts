export { passportOf } from './compose/compose.ts';
export type { Known, Load, LoadedMonth, Proved } from './compose/known.ts';
export { passportPage } from './html/page.ts';
export { passportMarkdown } from './markdown/page.ts';
export * from './passport.ts';
