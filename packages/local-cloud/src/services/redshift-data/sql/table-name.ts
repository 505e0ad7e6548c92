/** A relation as a statement names it. */
export interface TableName {
  readonly name: string;
  /** `public.name`, which is never a temporary one. */
  readonly inPublic: boolean;
}
