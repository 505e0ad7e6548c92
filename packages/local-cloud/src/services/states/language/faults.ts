/**
 * What evaluating a path, template or intrinsic function can end in. The interpreter turns it into the state's error:
 * it knows the state's name and the event it was entered with, the language does not.
 */
export class EvaluationFault extends Error {
  readonly error: string;
  constructor(error: string, message: string) {
    super(message);
    this.name = 'EvaluationFault';
    this.error = error;
  }
}

/** A definition that cannot be read: found when it is loaded, never while it runs. */
export class SyntaxFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SyntaxFault';
  }
}
