/**
 * A message that could not be told. Lambda tries it again and keeps it among the dead letters then: in no case may the
 * webhook's address stand in its words, which whoever reads logs and queues can see.
 */
export class NotTold extends Error {
  constructor(what: string, next: string) {
    super(`${what}. Next: ${next}`);
    this.name = 'NotTold';
  }
}
