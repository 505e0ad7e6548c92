import { describe, expect, test } from 'vitest';
import { eraOfMonth } from '../dataset/contract.ts';
import { monthsBetween, sourceMonth } from '../input/month.ts';
import { yellow } from './yellow.ts';

describe('the yellow contract', () => {
  test('every month since 2011 has an era that can be loaded, those before are refused with the reason', () => {
    for (const month of monthsBetween(sourceMonth('2011-01'), sourceMonth('2030-12'))) {
      expect(eraOfMonth(yellow, month)?.refused).toBeUndefined();
    }
    for (const month of monthsBetween(sourceMonth('2009-01'), sourceMonth('2010-12'))) {
      expect(eraOfMonth(yellow, month)?.refused).toContain('not as taxi zone ids');
    }
    expect(eraOfMonth(yellow, sourceMonth('2008-12'))).toBeUndefined();
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
