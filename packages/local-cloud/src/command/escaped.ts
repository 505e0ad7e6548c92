const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const escapeOf = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** Text as a terminal may have it: what it would obey, or show as nothing, is written as JSON writes it; lines stay. */
export const escaped = (text: string): string => text.replace(UNPRINTABLE, escapeOf);
