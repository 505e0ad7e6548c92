import type { ServiceModel, ShapeModel, ShapeUse } from '../aws/model/model.ts';
import { membersOf, shapeOf } from '../aws/model/model.ts';

/** A member of a structure, with its names in the API and on the wire. */
export interface Member {
  readonly name: string;
  readonly wireName: string;
  readonly use: ShapeUse;
}

type Naming = (model: ServiceModel, name: string, use: ShapeUse) => string;

/** Members by the name that they have on a wire; worked out once for each structure. */
function members(naming: Naming): (model: ServiceModel, shape: ShapeModel) => ReadonlyMap<string, Member> {
  const known = new WeakMap<ShapeModel, ReadonlyMap<string, Member>>();
  return (model, shape) => {
    const found = known.get(shape);
    if (found) return found;
    const entries = membersOf(shape).map(([name, use]): [string, Member] => {
      const wireName = naming(model, name, use);
      return [wireName, { name, wireName, use }];
    });
    const made = new Map(entries);
    known.set(shape, made);
    return made;
  };
}

/** Members by their names in JSON and CBOR. */
export const membersInJson = members((_, name, { locationName }) => locationName ?? name);

/** Whether the items of a list or map lie in the parent, without an element around them. */
export const isFlat = (use: ShapeUse, shape: ShapeModel): boolean =>
  use.flattened ?? shape.flattened ?? false;

/** Members by their names in XML and forms: a flat list has the name of its items. */
export const membersInXml = members((model, name, use) => {
  const shape = shapeOf(model, use);
  const itemName = shape.type === 'list' && isFlat(use, shape) ? shape.member?.locationName : undefined;
  return itemName ?? use.locationName ?? shape.locationName ?? name;
});

/** The name by which a service signs: `states`, `monitoring`. */
export const serviceName = ({ metadata }: ServiceModel): string =>
  metadata.signingName ?? metadata.endpointPrefix;
