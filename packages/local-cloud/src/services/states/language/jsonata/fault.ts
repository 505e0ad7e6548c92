import { EvaluationFault } from '../faults.ts';

/** What a JSONata state's evaluation ends in: States.QueryEvaluationError, at a field. */
export class QueryFault extends EvaluationFault {
  /** The field's place in the state, `Output/total`; some faults have none. */
  readonly location: string | undefined;
  constructor(message: string, location?: string) {
    super('States.QueryEvaluationError', message);
    this.name = 'QueryFault';
    this.location = location;
  }
}
