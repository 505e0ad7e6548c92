import { reserved, unknownVariable } from './input.ts';
import { isPath } from './json-path.ts';

/** A target of a rule, as a template writes it. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

const KNOWN = new Set([
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'InputTransformer',
  'SqsParameters',
  'RetryPolicy', // what cannot be delivered goes to the dead-letter queue at once
  'DeadLetterConfig',
]);

/** A member of a target that would have to be ignored. */
export const unknownMember = (target: object): string | undefined =>
  Object.keys(target).find((name) => !KNOWN.has(name));

/** Throws, as EventBridge says it, on an input that could not be made. */
export function checkInput({ Id, Input, InputPath, InputTransformer }: Target): void {
  if ([Input, InputPath, InputTransformer].filter((one) => one !== undefined).length > 1)
    throw new Error(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  if (Input !== undefined && !isJson(Input)) throw new Error(`JSON syntax error in input for target ${Id}.`);
  const { InputPathsMap = {}, InputTemplate = '' } = InputTransformer ?? {};
  const path = [InputPath ?? '$', ...Object.values(InputPathsMap)].find((one) => !isPath(one));
  if (path !== undefined) throw new Error(`Invalid path for target ${Id}: ${path}`);
  const variable = unknownVariable(InputTemplate, InputPathsMap);
  if (variable !== undefined)
    throw new Error(`InputTemplate for target ${Id} contains invalid placeholder ${variable}.`);
  const taken = reserved(InputPathsMap);
  if (taken !== undefined) throw new Error(`InputPathsMap of target ${Id} gives a reserved name: ${taken}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
