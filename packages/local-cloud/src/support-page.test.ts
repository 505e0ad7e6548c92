import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { membersOf, modelOf, operationOf, shapeOf } from './aws/model/model.ts';
import { calledServices, supportPage } from './support-page.ts';

test('the page is what the code says', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../../docs/local-cloud.md'), 'utf8');
  expect(page).toBe(supportPage());
});

/** Dotted names of an operation's tables that AWS's model of its input does not have. */
function strangers(service: string, operation: string, names: readonly string[]): string[] {
  const model = modelOf(service);
  const input = operationOf(model, operation)?.input;
  return names.filter((name) => {
    let use = input;
    for (const part of name.split('.')) {
      const shape = use && shapeOf(model, use);
      const inside = shape?.member ?? shape?.value;
      const members = membersOf(inside ? shapeOf(model, inside) : (shape ?? { type: 'structure' }));
      use = members.find(([member]) => member === part)?.[1];
    }
    return use === undefined;
  });
}

test.each(calledServices)(
  '$title: what its operations take, or say to change nothing, are members that AWS has',
  (service) => {
    const wrong = Object.entries(service.operations).flatMap(([operation, { takes, inert = {} }]) =>
      strangers(service.name, operation, [...takes, ...Object.keys(inert)]).map(
        (name) => `${operation} ${name}`,
      ),
    );
    expect(wrong).toEqual([]);
  },
);
