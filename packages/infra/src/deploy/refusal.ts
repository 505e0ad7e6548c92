/** Nothing was changed, because something was not as it must be; the message says what, and what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(problem: string, next: string) {
    super(`${problem}. ${next}`);
  }
}
