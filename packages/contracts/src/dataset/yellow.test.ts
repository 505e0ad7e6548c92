import { describe, expect, test } from 'vitest';
import { addMonths, monthsBetween, sourceMonth } from '../input/month.ts';
import { eraOfMonth } from './contract.ts';
import { yellow } from './yellow.ts';

describe('the yellow contract', () => {
  test('eras follow each other without gap or overlap, and the last one is open', () => {
    const { eras } = yellow;
    for (const [index, era] of eras.entries()) {
      const next = eras[index + 1];
      expect(era.to).toBe(next ? addMonths(next.from, -1) : undefined);
    }
    expect(eras[0]?.from).toBe(yellow.firstMonth);
  });

  test('every month since 2011 has an era that can be loaded, those before are refused with the reason', () => {
    for (const month of monthsBetween(sourceMonth('2011-01'), sourceMonth('2030-12'))) {
      expect(eraOfMonth(yellow, month)?.refused).toBeUndefined();
    }
    for (const month of monthsBetween(sourceMonth('2009-01'), sourceMonth('2010-12'))) {
      expect(eraOfMonth(yellow, month)?.refused).toContain('not as taxi zone ids');
    }
    expect(eraOfMonth(yellow, sourceMonth('2008-12'))).toBeUndefined();
  });

  test('each loadable era has every source column that the trips table needs', () => {
    const needed = yellow.columns.flatMap((column) => (column.optional ? [] : (column.source ?? [])));
    for (const era of yellow.eras.filter((candidate) => !candidate.refused)) {
      const names = era.columns.map((column) => column.name);
      expect(needed.filter((name) => !names.includes(name))).toEqual([]);
    }
  });

  test('the trips table has the columns in the order that COPY relies on', () => {
    expect(yellow.columns.map((column) => column.name)).toEqual([
      'vendor_id',
      'pickup_datetime',
      'dropoff_datetime',
      'passenger_count',
      'trip_distance',
      'pickup_location_id',
      'dropoff_location_id',
      'payment_type',
      'fare_amount',
      'tip_amount',
      'total_amount',
      'source_month',
    ]);
  });
});
