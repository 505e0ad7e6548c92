import { isObject, type Json } from '../../../aws/json.ts';
import { modelOf, operationOf, shapeOf } from '../../../aws/model/model.ts';
import { type Callee, resourcesOf } from '../../../kernel/task.ts';
import type { TaskRules } from '../definition/check-state.ts';
import type { Integration } from '../interpreter/host.ts';
import { withCallback } from './callback.ts';
import { capitalized } from './data.ts';
import { sdkName, type TaskWorld } from './role-calls.ts';
import { type Called, runDirect, runOptimized, runSdk } from './run.ts';

type Recipe = Omit<Integration, 'region' | 'heartbeats' | 'run' | 'resume'> & {
  run(...given: [...Parameters<Integration['run']>, world: TaskWorld]): Promise<Json>;
  /** The operation whose input the parameters are; none for a resource that takes any data. */
  readonly called?: Called;
};

const SUFFIX = '.waitForTaskToken';
type Problem = ReturnType<TaskRules>[number];

/** The service integrations of Task states: what the services say of themselves, and `aws-sdk` for every operation. */
export class Integrations {
  readonly #find: () => readonly Callee[];
  #found: readonly Callee[] | undefined;

  /** `find` is asked once, when the first definition is loaded: by then all services are there. */
  constructor(find: () => readonly Callee[]) {
    this.#find = find;
  }

  get #callees(): readonly Callee[] {
    this.#found ??= this.#find();
    return this.#found;
  }

  /** Refuses what no service is for by its name, when the definition is loaded. */
  readonly rules: TaskRules = (resource, parameters) => {
    const recipe = this.#recipe(resource);
    if (recipe) return recipe.called ? problemsOf(recipe.called, parameters) : [];
    return [
      {
        message: `The resource ${resource} is not supported by the local cloud${this.#why(resource)}`,
        at: 'Resource',
      },
    ];
  };

  /** The integration behind a Resource, for one execution. */
  of(resource: string, world: TaskWorld): Integration {
    const recipe = this.#recipe(resource);
    if (!recipe) throw new Error(`a definition with the unknown resource ${resource} was loaded`);
    const integration = {
      ...recipe,
      region: world.kernel.region,
      heartbeats: recipe.callback === true,
      run: (...given: Parameters<Integration['run']>) => recipe.run(...given, world),
    };
    return recipe.callback ? withCallback(integration, world) : integration;
  }

  #recipe(resource: string): Recipe | undefined {
    const callback = resource.endsWith(SUFFIX);
    const base = callback ? resource.slice(0, -SUFFIX.length) : resource;
    const recipe = this.#sdk(base) ?? this.#optimized(base) ?? this.#direct(base);
    if (!callback || !recipe) return recipe;
    const { called } = recipe;
    if (!called || (called.optimized && !called.optimized.callback)) return undefined;
    return { ...recipe, resource: `${recipe.resource}${SUFFIX}`, callback };
  }

  /** `arn:aws:states:::aws-sdk:<service>:<action>`. */
  #sdk(resource: string): Recipe | undefined {
    const [, name = '', action = ''] = /^arn:aws[\w-]*:states:::aws-sdk:(\w+):(\w+)$/.exec(resource) ?? [];
    const callee = this.#byModel(name);
    const operation = capitalized(action);
    if (!callee?.operations.includes(operation)) return undefined;
    const called = { callee, operation };
    return {
      ...{ events: 'Task', resourceType: `aws-sdk:${name}`, resource: action, stopsWork: false, called },
      run: (given, io, world) => runSdk(called, given, io, world),
    };
  }

  /** `arn:aws:states:::<service>:<action>`. */
  #optimized(resource: string): Recipe | undefined {
    const [, name, action = ''] = /^arn:aws[\w-]*:states:::(\w+):([\w.:]+)$/.exec(resource) ?? [];
    const callee = this.#callees.find((one) => one.name === name);
    const optimized = callee?.task?.integrations[action];
    if (!callee || !optimized) return undefined;
    const called = { callee, operation: capitalized(action.replace(/\..*$/, '')), optimized };
    return {
      events: 'Task',
      resourceType: callee.name,
      resource: action,
      called,
      stopsWork: optimized.work !== undefined,
      run: (given, io, world) => runOptimized(called, given, io, world),
    };
  }

  /** The ARN of what is called. */
  #direct(resource: string): Recipe | undefined {
    const callee = this.#callees.find(({ task }) => task?.direct?.arns.test(resource));
    return (
      callee && {
        events: 'LambdaFunction',
        resourceType: callee.name,
        resource,
        stopsWork: false,
        run: (given, io, world) => runDirect(callee, resource, given, io, world),
      }
    );
  }

  #byModel(name: string): Callee | undefined {
    return this.#callees.find(
      (callee) => callee.operations.length > 0 && sdkName(modelOf(callee.name)).toLowerCase() === name,
    );
  }

  #why(resource: string): string {
    const [, name = '', action = ''] = /:aws-sdk:(\w+):(\w+)/.exec(resource) ?? [];
    if (this.#byModel(name)) return `: it does not serve ${capitalized(action)}`;
    const known = [...this.#callees.flatMap(resourcesOf), 'arn:aws:states:::aws-sdk:SERVICE:ACTION'];
    return `; supported are ${known.join(', ')}`;
  }
}

/** Checks the names of Parameters' members, with or without `.$`, as AWS does when a machine is created. */
function problemsOf({ callee, operation, optimized }: Called, parameters: Json | undefined): Problem[] {
  if (parameters !== undefined && !isObject(parameters))
    return [{ message: 'Parameters must be an object', at: 'Parameters' }];
  const model = modelOf(callee.name);
  const use = operationOf(model, operation)?.input;
  const { required = [] } = use ? shapeOf(model, use) : {};
  const allowed = optimized?.takes ?? callee.members(operation);
  const given = Object.keys(parameters ?? {}).map((key) => ({ key, plain: key.replace(/\.\$$/, '') }));
  const unknown = given.filter(({ plain }) => !allowed.map(capitalized).includes(plain));
  const missing = required.map(capitalized).filter((one) => !given.some(({ plain }) => plain === one));
  return [
    ...unknown.map(({ key, plain }) => ({
      message: `The field "${plain}" is not supported by the local cloud`,
      at: `Parameters/${key}`,
    })),
    ...missing.map((one) => ({
      message: `The field "${one}" is required but was missing`,
      at: 'Parameters',
    })),
  ];
}
