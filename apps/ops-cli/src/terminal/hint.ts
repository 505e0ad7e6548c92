/** A sentence of the contract with its `ops …` in the form that this user types. */
export const asTyped = (sentence: string, hint: (command: string) => string): string =>
  sentence.replace(/`ops ([^`]*)`/g, (_, command: string) => `\`${hint(command)}\``);
