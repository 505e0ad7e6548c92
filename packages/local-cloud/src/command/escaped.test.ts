import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { escaped } from './escaped.ts';

const BIN = resolve(import.meta.dirname, '../../bin/local.ts');
const EVIL = '\x1b]0;root\x07\x9b31m\r\b\x7f\u202e2.00\u200b';
const SEEN = '\\u001b]0;root\\u0007\\u009b31m\\u000d\\u0008\\u007f\\u202e2.00\\u200b';

const folder = mkdtempSync(join(tmpdir(), 'escaped-'));
afterAll(() => rmSync(folder, { recursive: true }));

const local = (...args: string[]) =>
  spawnSync(process.execPath, [BIN, ...args], {
    env: { PATH: process.env.PATH, TLC_LOCAL_DIR: folder },
    encoding: 'utf8',
  });

test('lines stay, everything else that a terminal obeys is shown', () => {
  expect(escaped(`a\n${EVIL}\ud800é 🚕`)).toBe(`a\n${SEEN}\\ud800é 🚕`);
});

test('messages: what was published reaches no terminal raw, and is the same value as JSON', () => {
  const message = {
    MessageId: '1',
    TopicArn: 'arn:aws:sns:us-east-1:000000000000:alarms',
    Subject: EVIL,
    Message: `first\n${EVIL}`,
    Timestamp: '2026-11-23T10:00:00Z',
  };
  mkdirSync(join(folder, 'local/state/sns'), { recursive: true });
  writeFileSync(join(folder, 'local/state/sns/messages.jsonl'), `${JSON.stringify(message)}\n`);
  expect(local('messages').stdout).toBe(`2026-11-23T10:00:00Z  alarms  ${SEEN}\n  first\n  ${SEEN}\n`);
  expect(JSON.parse(local('messages', '--json').stdout)).toEqual([message]);
  expect(local('messages', '--json').stdout).toContain('\\u202e2.00');
});

test('an error that quotes what was typed', () => {
  const { status, stderr } = local('up', '--assembly', EVIL);
  expect([status, stderr]).toEqual([
    2,
    `--assembly: ${resolve(import.meta.dirname, '../..')}/${SEEN} does not exist\n`,
  ]);
});
