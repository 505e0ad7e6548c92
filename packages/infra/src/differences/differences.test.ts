import { describe, expect, test } from 'vitest';
import { changedPaths, differences } from './differences.ts';
import { renderDifferences } from './render.ts';

const bucket = (Versioned: boolean) => ({ Type: 'AWS::S3::Bucket', Properties: { Versioned } });
const before = { storage: { Resources: { Raw: bucket(true), Old: bucket(true) } } };
const after = { storage: { Resources: { Raw: bucket(false), New: bucket(true) } }, jobs: { Resources: {} } };

describe('differences of templates', () => {
  test('are what was added, removed and changed, and where', () => {
    const base = { stack: 'storage', type: 'AWS::S3::Bucket' };
    expect(differences(before, after)).toEqual([
      { ...base, logicalId: 'New', change: 'added', paths: [] },
      { ...base, logicalId: 'Old', change: 'removed', paths: [] },
      { ...base, logicalId: 'Raw', change: 'changed', paths: ['Properties.Versioned'] },
    ]);
    expect(differences(before, before)).toEqual([]);
  });

  test('name a leaf, also where a list grows', () => {
    expect(changedPaths({ a: [1, 2], b: { c: 1 } }, { a: [1, 2, 3], b: { c: 1, d: 2 } })).toEqual([
      'a.2',
      'b.d',
    ]);
    expect(changedPaths({ a: [1] }, { a: { 0: 1 } })).toEqual(['a']);
  });

  test('are a table that warns of data that would be lost', () => {
    expect(renderDifferences('dev', before, after)).toBe(
      [
        '### Templates of stage dev\n',
        '> **Old of storage holds data and would be removed.**\n',
        '| stack | resource | type | change |',
        '| --- | --- | --- | --- |',
        '| storage | New | AWS::S3::Bucket | added |',
        '| storage | Old | AWS::S3::Bucket | removed |',
        '| storage | Raw | AWS::S3::Bucket | changed: `Properties.Versioned` |',
        '',
      ].join('\n'),
    );
  });

  test('say that there are none, or that there is nothing to compare with', () => {
    expect(renderDifferences('dev', after, after)).toContain('No difference.');
    expect(renderDifferences('dev', undefined, after)).toContain('nothing to compare with');
    expect(renderDifferences('dev', before, undefined)).toContain('could not be synthesized');
  });
});
