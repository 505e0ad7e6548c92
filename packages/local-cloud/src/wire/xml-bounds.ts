/**
 * The longest list that S3 takes is of 10,000 parts ("Amazon S3 multipart upload limits"), with up to seven members each
 * (a number, an ETag, checksums) that are opened and closed, as the part itself is.
 */
const MOST_TAGS = 10_000 * 8 * 2 + 100;
/**
 * Two for each of the 100 grants of an access control list ("Access control list overview"), and those of the root: each
 * with a space before it and a sign of equality.
 */
const MOST_SIGNS_OF_ATTRIBUTES = 2 * (100 * 2 + 50);

/** Whether a document has no more tags and attributes than S3 takes: to parse others would keep everybody waiting. */
export function isWithinBounds(text: string): boolean {
  let [tags, signs, isInTag, quote] = [0, 0, false, ''];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '<') {
      tags += 1;
      // Comments and CDATA have apostrophes that quote nothing.
      isInTag = text[at + 1] !== '!';
    } else if (!isInTag) continue;
    else if (sign === '>') isInTag = false;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '=' || (sign <= ' ' && (text[at - 1] as string) > ' ')) signs += 1;
    if (tags > MOST_TAGS || signs > MOST_SIGNS_OF_ATTRIBUTES) return false;
  }
  return true;
}
