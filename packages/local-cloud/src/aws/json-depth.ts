/** "PutEvents will only process nested JSON up to 1100 levels deep": API reference of PutEvents. Others of AWS name no depth. */
export const DEEPEST = 1100;

/** Throws SyntaxError on a JSON text that is nested deeper than AWS reads; in one pass, without recursion. */
export function checkDepth(text: string): void {
  if (deepest(text) > DEEPEST) throw new SyntaxError(`it is nested deeper than ${DEEPEST} levels`);
}

function deepest(text: string): number {
  let [depth, most, isInString] = [0, 0, false];
  for (let at = 0; at < text.length && most <= DEEPEST; at += 1) {
    const sign = text[at];
    if (sign === '"') isInString = !isInString;
    else if (isInString) at += sign === '\\' ? 1 : 0;
    else if (sign === '[' || sign === '{') most = Math.max(most, ++depth);
    else if (sign === ']' || sign === '}') depth -= 1;
  }
  return most;
}
