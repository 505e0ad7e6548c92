import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../aws/json.ts';
import { EvaluationFault, SyntaxFault } from '../faults.ts';
import { parsePath } from './parse.ts';
import { query } from './query.ts';
import { parseReferencePath, writeAt } from './reference.ts';

const DATA: Json = {
  store: {
    book: [
      { category: 'reference', author: 'Nigel Rees', price: 8.95 },
      { category: 'fiction', author: 'Evelyn Waugh', price: 12.99 },
      { category: 'fiction', author: 'Herman Melville', isbn: '0-553', price: 8.99 },
    ],
    bicycle: { color: 'red', price: 19.95 },
  },
  'a.b': { "c'd": [[1, 2], [3]] },
  none: null,
  $limit: 9,
};
const CONTEXT: Json = { Execution: { Name: 'run-1' }, Map: { Item: { Index: 2 } } };

function select(path: string, data: Json = DATA): unknown {
  return query(parsePath(path), { data, context: CONTEXT });
}

describe('paths', () => {
  it.each<readonly [string, Json]>([
    ['$', DATA],
    ['$.store.bicycle.color', 'red'],
    ["$['store']['bicycle']['color']", 'red'],
    ['$["store"].bicycle', { color: 'red', price: 19.95 }],
    ["$['a.b']['c\\'d'][0][1]", 2],
    ['$.none', null],
    ['$.store.book[0].author', 'Nigel Rees'],
    ['$.store.book[-1].author', 'Herman Melville'],
    ['$.store.book[*].author', ['Nigel Rees', 'Evelyn Waugh', 'Herman Melville']],
    ['$.store.book[0,2].price', [8.95, 8.99]],
    ['$.store.book[1:].price', [12.99, 8.99]],
    ['$.store.book[:-1].price', [8.95, 12.99]],
    ['$.store.book[0:3:2].price', [8.95, 8.99]],
    ["$.store.bicycle['color','price']", ['red', 19.95]],
    ['$..price', [8.95, 12.99, 8.99, 19.95]],
    ['$.store..color', ['red']],
    ['$.store.*.color', ['red']],
    ['$.store.book[?(@.price < 10)].author', ['Nigel Rees', 'Herman Melville']],
    ['$.store.book[?(@.isbn)].price', [8.99]],
    ['$.store.book[?(!@.isbn)].price', [8.95, 12.99]],
    ["$.store.book[?(@.category == 'fiction' && @.price > 10)].author", ['Evelyn Waugh']],
    ["$.store.book[?(@.category != 'fiction' || @.price >= 12.99)].price", [8.95, 12.99]],
    ['$.store.book[?((@.price < 9) && @.price > $.store.bicycle.none)]', []],
    ['$.store.book[?(@.none == null)]', []],
    ['$.store.nothing[*]', []],
    ['$$.Execution.Name', 'run-1'],
    ['$$.Map.Item.Index', 2],
  ])('%s', (path, value) => {
    expect(select(path)).toEqual({ value });
  });

  it.each([
    ['$.nothing', "No results for path: $['nothing']"],
    ['$.no.such.path', "Missing property in path $['no']"],
    ['$.store.book[7]', "No results for path: $['store']['book'][7]"],
    ['$.none.deeper', "No results for path: $['none']['deeper']"],
    ['$.toString', "No results for path: $['toString']"],
    ['$.__proto__', "No results for path: $['__proto__']"],
  ])('%s finds nothing, and says where', (path, missing) => {
    expect(select(path)).toEqual({ missing });
  });

  it.each([
    '',
    'store',
    '$.',
    '$.a b',
    '$[',
    "$['a",
    '$.a[?(@.b ==)]',
    '$.a[1:2:0]',
    '$.a.length()',
    '$states.input',
    '$1a',
    '$.a]',
  ])('%j is refused', (path) => {
    expect(() => parsePath(path)).toThrow(SyntaxFault);
  });

  it('finds a value by the path that leads to it, whatever its names are', () => {
    const way = fc.array(fc.oneof(fc.string(), fc.nat({ max: 3 })), { maxLength: 6 });
    fc.assert(
      fc.property(way, fc.jsonValue(), (steps, leaf) => {
        const value = JSON.parse(JSON.stringify(leaf)) as Json;
        const nest = (inner: Json, step: string | number): Json =>
          typeof step === 'number'
            ? [...Array.from({ length: step }, () => null), inner]
            : Object.fromEntries([[step, inner]]);
        const document = steps.reduceRight(nest, value);
        const path = steps.map((step) =>
          typeof step === 'number' ? `[${step}]` : `['${step.replaceAll(/[\\']/g, '\\$&')}']`,
        );
        expect(select(`$${path.join('')}`, document)).toEqual({ value });
      }),
    );
  });
});

describe('ResultPath', () => {
  const write = (path: string, document: Json, value: Json): Json =>
    writeAt(document, parseReferencePath(path), value);

  it.each<readonly [string, Json, Json]>([
    ['$', { a: 1 }, 'v'],
    ['$.b', { a: 1 }, { a: 1, b: 'v' }],
    ['$.a', { a: 1 }, { a: 'v' }],
    ['$.a.b.c', {}, { a: { b: { c: 'v' } } }],
    ['$.a[1]', { a: [1, 2] }, { a: [1, 'v'] }],
    ["$['x.y']", {}, { 'x.y': 'v' }],
  ])('%s into %j', (path, document, result) => {
    expect(write(path, document, 'v')).toEqual(result);
  });

  it.each<readonly [string, Json]>([
    ['$.a.b', { a: 1 }],
    ['$.a[2]', { a: [1, 2] }],
    ['$.a[0]', {}],
    ['$.a', [1]],
  ])('%s does not fit into %j', (path, document) => {
    expect(() => write(path, document, 'v')).toThrow(EvaluationFault);
  });

  it.each(['$.a[*]', '$..a', '$.a[0,1]', '$.a[0:1]', '$.a[?(@.b)]'])('%s is no reference path', (path) => {
    expect(() => parseReferencePath(path)).toThrow('is not a reference path');
  });

  it('leaves the document that it was given as it was', () => {
    const document = { a: { b: [1] } };
    write('$.a.b[0]', document, 2);
    expect(document).toEqual({ a: { b: [1] } });
  });
});
