import type { Shape } from '../call.ts';
import { NotSupported, ServiceError } from '../errors.ts';
import { checkOf, type Fault } from './faults.ts';
import { operationOf, type ServiceModel, type ShapeModel, shapeOf } from './model.ts';
import { type ServedMembers, unservedMember } from './served.ts';

/** Members are Java's properties in the sentences: `StackName` is `stackName`. */
const property = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function sentenceOf({ path, sentence, kind, value }: Fault): string {
  const said = kind === 'missing' ? 'Value null' : value === undefined ? 'Value' : `Value '${value}'`;
  return `${said} at '${path.map(property).join('.')}' failed to satisfy constraint: ${sentence}`;
}

/** A missing member, as services say it that once spoke the query protocol, or still do: "Common errors" of SQS and CloudWatch. */
function missingParameter({ metadata }: ServiceModel, name: string): ServiceError {
  const message = metadata.protocols?.includes('query')
    ? `The parameter ${name} is required.`
    : `The request must contain the parameter ${name}.`;
  return new ServiceError('MissingParameter', message);
}

function validationError(model: ServiceModel, faults: readonly Fault[]): ServiceError {
  const missing = faults.find(({ kind }) => kind === 'missing');
  if (missing && model.metadata.awsQueryCompatible) return missingParameter(model, missing.path.join('.'));
  const count = `${faults.length} validation error${faults.length === 1 ? '' : 's'} detected`;
  return new ServiceError('ValidationException', `${count}: ${faults.map(sentenceOf).join('; ')}`);
}

/** Services that have codes of their own for nearly every value (`InvalidTag`, `InvalidAttributeName`): their operations check those. */
const VALUES_OF_THEIR_OWN = ['S3', 'SQS'];

function s3Error(model: ServiceModel, operation: string, fault: Fault): ServiceError {
  const input = operationOf(model, operation)?.input;
  const [first = ''] = fault.path;
  const inBody = input && shapeOf(model, input).payload === first;
  return new ServiceError(
    inBody ? 'MalformedXML' : 'InvalidArgument',
    `${fault.path.join('.')}: ${fault.sentence}`,
  );
}

/** A member as clients of S3 that write their requests themselves know it. */
function s3Name({ members = {} }: ShapeModel, operation: string, member: string): string {
  const { location, locationName } = members[member] ?? {};
  if (location === 'header') return `the header ${locationName} of S3 ${operation}`;
  if (location === 'querystring') return `the parameter ${locationName} of S3 ${operation}`;
  return `${member} of ${operation}`;
}

function errorOf(model: ServiceModel, operation: string, found: readonly Fault[]): ServiceError | undefined {
  const { protocol, serviceId } = model.metadata;
  const isOwn = VALUES_OF_THEIR_OWN.includes(serviceId);
  const faults = isOwn ? found.filter(({ kind }) => kind !== 'constraint') : found;
  const [first] = faults;
  if (!first) return undefined;
  if (protocol === 'rest-xml') return s3Error(model, operation, first);
  const unreadable = faults.find(({ kind }) => kind === 'type' || kind === 'unknown');
  if (!unreadable) return validationError(model, faults);
  return new ServiceError('SerializationException', `${unreadable.path.join('.')}: ${unreadable.sentence}`);
}

/**
 * Throws as AWS does on an input that its model does not allow, and NotSupported on a member that AWS knows and that
 * is neither taken nor inert here. Without `served` every member of the model is taken.
 */
export function checkInput(
  model: ServiceModel,
  operation: string,
  input: Shape,
  served: ServedMembers | undefined,
): void {
  const use = operationOf(model, operation)?.input;
  const faults = use ? checkOf(model, use)(input) : [];
  const error = errorOf(model, operation, faults);
  if (error) throw error;
  const member = use && served ? unservedMember(model, use, input, served) : undefined;
  if (!use || member === undefined) return;
  if (model.metadata.protocol !== 'rest-xml') throw new NotSupported(`${operation} with ${member}`);
  throw new NotSupported(s3Name(shapeOf(model, use), operation, member), 'NotImplemented', 501);
}
