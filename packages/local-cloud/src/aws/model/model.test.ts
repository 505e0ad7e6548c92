import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calledServices } from '../../support-page.ts';
import { compiled } from './constraints.ts';
import { membersOf, modelOf, type ShapeUse, shapeOf } from './model.ts';

const services = readdirSync(join(import.meta.dirname, 'data')).map((name) => name.replace('.json', ''));

test('the models hold the operations that are served, and no others', () => {
  const served = calledServices.map(({ name, operations }) => [name, Object.keys(operations).sort()]);
  const modelled = services.map((service) => [service, Object.keys(modelOf(service).operations).sort()]);
  expect(Object.fromEntries(modelled)).toEqual(Object.fromEntries(served));
});

test('all are of one botocore, which bin/models.ts names', () => {
  const versions = new Set(services.map((service) => modelOf(service).botocore));
  const generator = readFileSync(join(import.meta.dirname, '../../../bin/models.ts'), 'utf8');
  expect([...versions]).toEqual([/VERSION = '([\d.]+)'/.exec(generator)?.[1]]);
});

describe.each(services)('%s', (service) => {
  const model = modelOf(service);

  test('every shape that is used is there, and every shape that is there is used', () => {
    const used = new Set<string>();
    const visit = (use: Pick<ShapeUse, 'shape'>): void => {
      if (used.has(use.shape)) return;
      used.add(use.shape);
      const shape = shapeOf(model, use);
      for (const below of [
        shape.member,
        shape.key,
        shape.value,
        ...membersOf(shape).map(([, member]) => member),
      ])
        if (below) visit(below);
    };
    for (const { input, output, errors } of Object.values(model.operations))
      for (const use of [input, output, ...errors.map((shape) => ({ shape }))]) if (use) visit(use);
    expect([...used].sort()).toEqual(Object.keys(model.shapes).sort());
  });

  test('required members and payloads are members', () => {
    const wrong = Object.entries(model.shapes).flatMap(([name, { members = {}, required = [], payload }]) =>
      [...required, ...(payload === undefined ? [] : [payload])]
        .filter((member) => !Object.hasOwn(members, member))
        .map((member) => `${name}.${member}`),
    );
    expect(wrong).toEqual([]);
  });

  test('every pattern is one of JavaScript’s too', () => {
    const patterns = Object.values(model.shapes).flatMap(({ pattern }) => pattern ?? []);
    expect(patterns.filter((pattern) => !compiled(pattern))).toEqual([]);
  });
});

test('a service without a model is an error that names its file', () => {
  expect(() => modelOf('none')).toThrow(/none\.json/);
});

const patterns = new Set(
  readdirSync(join(import.meta.dirname, 'data')).flatMap((file) =>
    Object.values(modelOf(file.replace('.json', '')).shapes).flatMap(({ pattern }) => pattern ?? []),
  ),
);

test.each([...patterns])('the pattern %s takes no longer for a value that almost fits', (pattern) => {
  const values = ['a', 'a-', '-', '1', '/', '.', ' ', '\t', 'a ', 'A', ':', 'a:', 'arn:aws:'].map(
    (unit) => `${unit.repeat(100)}\0`, // by backtracking it would never end
  );
  const answers = values.map((value) => compiled(pattern)?.test(value));
  expect(answers).not.toContain(undefined); // every pattern compiles, and every answer came
});

test('a pattern that was written anew means what it meant', () => {
  const [pattern = ''] = [...patterns].filter((one) => one.includes('([ \\t]+['));
  const anew = compiled(pattern);
  const texts = fc.string({ unit: fc.constantFrom(' ', '\t', 'a', '~', '\0', 'é'), maxLength: 8 });
  fc.assert(
    fc.property(texts, (text) => {
      expect(anew?.test(text)).toBe(new RegExp(pattern, 'u').test(text));
    }),
    { seed: 13, numRuns: 3_000 },
  );
});
