import { Dataset, NotificationKind, Oddity } from '@tlc-elt/contracts';
import { describe, expect, test } from 'vitest';
import { stageConfig } from './stages.ts';

describe('the config of a stage', () => {
  test('is local, on DuckDB, where nothing is said', () => {
    expect(stageConfig({})).toMatchObject({
      stage: 'local',
      account: '000000000000',
      transformEngine: 'duckdb',
    });
  });

  test('takes account and region from the environment, the stage’s own account first', () => {
    const env = { TLC_STAGE: 'dev', TLC_ACCOUNT: '111111111111', TLC_REGION: 'eu-west-1' };
    expect(stageConfig(env)).toMatchObject({
      account: '111111111111',
      region: 'eu-west-1',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    });
    expect(stageConfig({ ...env, TLC_ACCOUNT_DEV: '222222222222' }).account).toBe('222222222222');
    expect(stageConfig({ ...env, TLC_ACCOUNT_PROD: '222222222222' }).account).toBe('111111111111');
    expect(
      stageConfig({ ...env, TLC_AVAILABILITY_ZONES: 'eu-west-1b,eu-west-1c' }).availabilityZones,
    ).toEqual(['eu-west-1b', 'eu-west-1c']);
  });

  test('of a laptop is the same whatever account the environment names', () => {
    const env = { TLC_ACCOUNT: '111111111111', TLC_REGION: 'eu-west-1', TLC_NOTIFICATION_EMAIL: 'a@b.c' };
    expect(stageConfig(env)).toEqual(stageConfig({}));
  });

  test('runs yellow each month, those that are named, or all', () => {
    const datasetsOf = (TLC_DATASETS?: string) => stageConfig({ TLC_STAGE: 'prod', TLC_DATASETS }).datasets;
    expect(datasetsOf()).toEqual(['yellow']);
    expect(datasetsOf('')).toEqual(['yellow']);
    expect(datasetsOf('green, fhvhv,green')).toEqual(['green', 'fhvhv']);
    expect(datasetsOf('all')).toEqual(Dataset.options);
  });

  test('stops no load for what is odd, but for what is named, or for all', () => {
    const stopOnOf = (TLC_STOP_ON?: string) => stageConfig({ TLC_STOP_ON }).stopOn;
    expect([stopOnOf(), stopOnOf('')]).toEqual([[], []]);
    expect(stopOnOf('day, gone_value,day')).toEqual(['day', 'gone_value']);
    expect(stopOnOf('all')).toEqual(Oddity.options);
  });

  test('tells of what somebody must look at, of what is chosen, of all, or of nothing', () => {
    const notifyOf = (TLC_NOTIFY?: string) => stageConfig({ TLC_NOTIFY }).notify;
    expect(notifyOf()).toEqual(['failed', 'held', 'overdue']);
    expect(notifyOf('loaded, held,loaded')).toEqual(['loaded', 'held']);
    expect(notifyOf('all')).toEqual(NotificationKind.options);
    expect(notifyOf('none')).toEqual([]);
  });

  test('counts an empty value as not given', () => {
    expect(stageConfig({ TLC_STAGE: 'prod', TLC_ENGINE: '', TLC_SCHEDULE: '', TLC_REGION: '' })).toEqual(
      stageConfig({ TLC_STAGE: 'prod' }),
    );
  });

  test.each([
    [{ TLC_STAGE: 'test' }, /TLC_STAGE is local or dev or prod, not test/],
    [{ TLC_ENGINE: 'flink' }, /TLC_ENGINE is spark or duckdb, not flink/],
    [{ TLC_STAGE: 'dev', TLC_SCHEDULE: 'on' }, /TLC_SCHEDULE is enabled or disabled, not on/],
    [
      { TLC_DATASETS: 'green,violet' },
      new RegExp(`TLC_DATASETS is all, or of ${Dataset.options.join(', ')} .* not green,violet`),
    ],
    [{ TLC_STOP_ON: 'day,weather' }, /TLC_STOP_ON is all, or of rows, day, hours, .* not day,weather/],
    [
      { TLC_NOTIFY: 'failed,finished' },
      /TLC_NOTIFY is all, none, or of failed, held, .* not failed,finished/,
    ],
    [{ TLC_CHAT: 'slack' }, /TLC_CHAT is webhook or none, not slack/],
    [{ TLC_PASSPORT_URL: 'https://p.example' }, /TLC_PASSPORT_URL is an http address that ends with/],
    [{ TLC_PASSPORT_URL: "https://p.example/'&$x&'/" }, /TLC_PASSPORT_URL is an http address/],
    [{ TLC_PASSPORT_URL: 's3://p/' }, /TLC_PASSPORT_URL is an http address/],
    [{ TLC_OPENLINEAGE_URL: 'https://user:key@lineage.example' }, /TLC_OPENLINEAGE_URL is .* without user/],
    [{ TLC_OPENLINEAGE_URL: 'lineage.example' }, /address of an HTTP endpoint.*; not lineage.example/],
    [{ TLC_STAGE: 'dev', TLC_ACCOUNT: '1234' }, /twelve digits, not 1234/],
  ])('%j is refused', (env, problem) => expect(() => stageConfig(env)).toThrow(problem));
});
