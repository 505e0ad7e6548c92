/** A resource as a template writes it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
  readonly MinLength?: unknown;
  readonly MaxLength?: unknown;
  readonly MinValue?: unknown;
  readonly MaxValue?: unknown;
  readonly NoEcho?: unknown;
  readonly Description?: string;
  readonly ConstraintDescription?: string;
}

/** A CloudFormation template, parsed. */
export interface Template {
  readonly AWSTemplateFormatVersion?: string;
  readonly Description?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<
    Record<
      string,
      {
        readonly Value: unknown;
        readonly Description?: string;
        readonly Export?: { readonly Name: unknown };
        readonly Condition?: string;
      }
    >
  >;
}

/** What a template may ask of the world around it. */
export interface Surroundings {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  /** ARN of the stack; of a loaded assembly's it ends in `local`. */
  readonly stackId?: string;
  /** The name that CloudFormation makes for a resource without one; `<stack>-<logical id>` unless told otherwise. */
  readonly ownName?: (logicalId: string) => string;
  /** Where the local cloud answers. */
  readonly endpoint: string;
  /** Values that were given for parameters, by name. */
  readonly given: Readonly<Record<string, string>>;
  /** Exports of stacks that were resolved before. */
  readonly exported: (name: string) => unknown;
  /** Value of an SSM parameter: of a stack that was resolved before, or of the account. */
  readonly parameter: (name: string) => string | undefined;
}

/** A template says something that is not understood; where, what, and that it is not ignored. */
export class TemplateError extends Error {
  constructor(stack: string, path: readonly string[], problem: string) {
    super(`${stack}: ${path.join('.')}: ${problem}`);
    this.name = 'TemplateError';
  }
}

/** Sections that are understood; `Rules` only check parameters, `Metadata` changes nothing. */
const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Conditions',
  'Mappings',
  'Resources',
  'Outputs',
  'Rules',
]);

/** Attributes of a resource; nothing is replaced and nothing is updated in steps here, whatever the policies for that say. */
const ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'Metadata',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'UpdatePolicy',
]);

/** Throws TemplateError on a section (`Transform`: macros) or a resource attribute that would have to be ignored. */
export function checkForm(stack: string, template: Template): void {
  const section = Object.keys(template).find((name) => !SECTIONS.has(name));
  if (section !== undefined)
    throw new TemplateError(
      stack,
      [section],
      `the section ${section} is not supported by the local cloud (see docs/local-cloud.md)`,
    );
  for (const [logicalId, resource] of Object.entries(template.Resources ?? {})) {
    const attribute = Object.keys(resource).find((name) => !ATTRIBUTES.has(name));
    if (attribute !== undefined)
      throw new TemplateError(
        stack,
        ['Resources', logicalId, attribute],
        `the attribute ${attribute} is not supported by the local cloud (see docs/local-cloud.md)`,
      );
  }
}
