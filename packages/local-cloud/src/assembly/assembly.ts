/** A resource of the assembly with every intrinsic resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly stackName: string;
  /** e.g. `AWS::Glue::Job`. */
  readonly type: string;
  /** What Ref gives: name or ARN, as CloudFormation documents it for the type. */
  readonly physicalId: string;
  readonly arn: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What becomes of it when its stack no longer has it: `Delete`, or it stays. */
  readonly deletionPolicy: string;
  /** What becomes of it when another takes its place: `Delete`, or it stays. */
  readonly updateReplacePolicy?: string;
}

export interface LoadedStack {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The template's text, as GetTemplate gives it. */
  readonly template: string;
}

/** A CDK cloud assembly (or a folder with a plain template), loaded and resolved. */
export interface Assembly {
  readonly directory: string;
  readonly accountId: string;
  readonly region: string;
  readonly stacks: readonly LoadedStack[];
  readonly resources: readonly Resource[];
  /** All resources of one type, in the order of their creation. */
  ofType(type: string): readonly Resource[];
  /** Local file or folder of a published asset, by the bucket and key that the template names. */
  assetPath(bucket: string, key: string): string | undefined;
}
