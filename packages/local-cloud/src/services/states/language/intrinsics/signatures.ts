interface Signature {
  readonly least: number;
  readonly most: number;
  /** For the error's sentence. */
  readonly says: string;
}

function takes(least: number, most = least): Signature {
  const says =
    least === most
      ? `${least}`
      : most === Number.POSITIVE_INFINITY
        ? `at least ${least}`
        : `${least} to ${most}`;
  return { least, most, says };
}

/** All intrinsic functions of the Amazon States Language, with the number of their arguments. */
export const SIGNATURES: Readonly<Record<string, Signature>> = {
  'States.Array': takes(0, Number.POSITIVE_INFINITY),
  'States.ArrayContains': takes(2),
  'States.ArrayGetItem': takes(2),
  'States.ArrayLength': takes(1),
  'States.ArrayPartition': takes(2),
  'States.ArrayRange': takes(3),
  'States.ArrayUnique': takes(1),
  'States.Base64Decode': takes(1),
  'States.Base64Encode': takes(1),
  'States.Format': takes(1, Number.POSITIVE_INFINITY),
  'States.Hash': takes(2),
  'States.JsonMerge': takes(3),
  'States.JsonToString': takes(1),
  'States.MathAdd': takes(2),
  'States.MathRandom': takes(2, 3),
  'States.StringSplit': takes(2),
  'States.StringToJson': takes(1),
  'States.UUID': takes(0),
};
