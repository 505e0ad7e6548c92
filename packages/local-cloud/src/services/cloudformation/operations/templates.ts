import type {
  GetTemplateInput,
  GetTemplateSummaryInput,
  ValidateTemplateInput,
} from '@aws-sdk/client-cloudformation';
import type { Template } from '../../../assembly/template.ts';
import type { Call, Shape } from '../../../aws/call.ts';
import { NotSupported } from '../../../aws/errors.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { registryEntry } from '../plan/registry.ts';
import { neededCapabilities } from '../template/capabilities.ts';
import { type TemplateGiven, templateOf, templateText } from '../template/source.ts';
import { invalid } from './requests.ts';

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** The template that a request carries, or that the named stack has. */
async function asked(
  state: CloudFormation,
  call: Call,
  input: TemplateGiven & { readonly StackName?: string },
): Promise<Template> {
  if (input.StackName !== undefined) {
    const { name, template } = state.allowed(input.StackName, call);
    return templateOf(name, template);
  }
  state.authorize(call, '*');
  const given = await templateText(state.kernel, call.caller, input);
  if (given === undefined) throw invalid('Either Template URL or Template Body must be specified.');
  return templateOf('template', given);
}

const declared = ({ Parameters: parameters = {} }: Template) => Object.entries(parameters);

function capabilitiesOf(template: Template): Shape {
  const { capabilities, types } = neededCapabilities(template);
  return capabilities.length === 0
    ? { Capabilities: [] }
    : {
        Capabilities: capabilities,
        CapabilitiesReason: `The following resource(s) require capabilities: [${types.join(', ')}]`,
      };
}

/** By type: the logical ids, and the properties by which a resource would be imported. */
function identifiersOf({ Resources = {} }: Template): Shape[] {
  const byType = Map.groupBy(Object.entries(Resources), ([, { Type }]) => Type);
  return [...byType]
    .map(([type, entries]) => ({
      ResourceType: type,
      LogicalResourceIds: entries.map(([logicalId]) => logicalId),
      ResourceIdentifiers: registryEntry(type).identifier,
    }))
    .filter(({ ResourceIdentifiers }) => ResourceIdentifiers.length > 0);
}

/** What asks about templates. */
export const templates: Readonly<Record<string, Operation<CloudFormation>>> = {
  GetTemplate: {
    takes: ['StackName', 'ChangeSetName'],
    inert: { TemplateStage: 'a template is the same in both stages: there are no macros' },
    run: (state, { StackName, ChangeSetName }: Input<GetTemplateInput>, call) => {
      if (StackName === undefined) throw new NotSupported('GetTemplate without StackName');
      const { template, changeSets } = state.allowed(StackName, call);
      const changeSet = changeSets.find(({ id, name }) => id === ChangeSetName || name === ChangeSetName);
      if (ChangeSetName !== undefined && !changeSet)
        throw invalid(`ChangeSet [${ChangeSetName}] does not exist`);
      return {
        TemplateBody: changeSet?.definition.template ?? template,
        StagesAvailable: ['Original', 'Processed'],
      };
    },
  },
  GetTemplateSummary: {
    takes: ['StackName', 'TemplateBody', 'TemplateURL'],
    run: async (state, input: Input<GetTemplateSummaryInput>, call) => {
      const template = await asked(state, call, input);
      return {
        ...capabilitiesOf(template),
        Parameters: declared(template).map(([ParameterKey, one]) => ({
          ParameterKey,
          DefaultValue: text(one.Default),
          ParameterType: one.Type,
          NoEcho: String(one.NoEcho) === 'true',
          Description: one.Description,
          ParameterConstraints: one.AllowedValues ? { AllowedValues: one.AllowedValues.map(String) } : {},
        })),
        Description: template.Description,
        Version: text(template.AWSTemplateFormatVersion),
        Metadata: template.Metadata && JSON.stringify(template.Metadata),
        ResourceTypes: [...new Set(Object.values(template.Resources ?? {}).map(({ Type }) => Type))],
        ResourceIdentifierSummaries: identifiersOf(template),
        DeclaredTransforms: [],
      };
    },
  },
  ValidateTemplate: {
    takes: ['TemplateBody', 'TemplateURL'],
    run: async (state, input: Input<ValidateTemplateInput>, call) => {
      const template = await asked(state, call, input);
      return {
        ...capabilitiesOf(template),
        Description: template.Description,
        DeclaredTransforms: [],
        Parameters: declared(template).map(([ParameterKey, one]) => ({
          ParameterKey,
          DefaultValue: text(one.Default),
          NoEcho: String(one.NoEcho) === 'true',
          Description: one.Description,
        })),
      };
    },
  },
};
