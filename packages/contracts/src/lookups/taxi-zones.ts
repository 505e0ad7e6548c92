import type { LookupContract, NamedTrips } from '../lookup/lookup.ts';

/** Zones of a made-up lookup: as many as the TLC has. */
const ZONES = 265;
const BOROUGHS = 6;

/** Ids 264 and 265 are what the TLC gives to trips without a zone: they are named as it names them. */
const madeUpZone = (id: number): readonly (string | number)[] => {
  if (id === ZONES - 1) return [id, 'Unknown', 'N/A', 'N/A'];
  if (id === ZONES) return [id, 'N/A', 'Outside of NYC', 'N/A'];
  return [id, `Made-up Borough ${(id % BOROUGHS) + 1}`, `Made-up Zone ${id}`, 'Boro Zone'];
};

/** The TLC's taxi zones. The labels of 264 and 265 changed in 2024-02. */
export const taxiZones: LookupContract = {
  lookup: 'taxi_zones',
  versionsTable: 'taxi_zone_versions',
  description: "The TLC's taxi zones, as it publishes them now.",
  fileName: 'taxi_zone_lookup.csv',
  urlPath: '../misc/taxi_zone_lookup.csv',
  largestBytes: 1_000_000, // it has 12 kB
  columns: [
    { name: 'location_id', type: 'INTEGER', source: 'LocationID', description: 'Id of the zone, as trips have it: 1–263; 264 unknown, 265 outside of the city.' },
    { name: 'borough', type: 'VARCHAR(64)', source: 'Borough', names: 'borough', description: "Borough, `EWR` for Newark, or the TLC's words where there is none: `Unknown`, `N/A`." },
    { name: 'zone', type: 'VARCHAR(128)', source: 'Zone', names: 'zone', description: 'Name of the zone; several ids may share one.' },
    { name: 'service_zone', type: 'VARCHAR(64)', source: 'service_zone', description: 'Which taxis may pick up there: `Yellow Zone`, `Boro Zone`, `Airports`, `EWR` or `N/A`.' },
  ],
  leastRows: 250,
  generated: () => Array.from({ length: ZONES }, (_, index) => madeUpZone(index + 1)),
};

/** The view of a table whose trips begin and end in taxi zones. */
export const namedByTaxiZones = (table: string): NamedTrips => ({
  view: `${table}_named`,
  lookup: taxiZones,
  keys: { pickup: 'pickup_location_id', dropoff: 'dropoff_location_id' },
});
