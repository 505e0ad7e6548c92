"""The accepted rows of a dataset, by one SELECT for DuckDB and Spark."""

COLUMNS = {
    "yellow": """CAST(VendorID AS INT) vendor_id, tpep_pickup_datetime pickup_datetime,
      tpep_dropoff_datetime dropoff_datetime, CAST(passenger_count AS INT) passenger_count, trip_distance,
      CAST(PULocationID AS INT) pickup_location_id, CAST(DOLocationID AS INT) dropoff_location_id,
      CAST(payment_type AS INT) payment_type, fare_amount, tip_amount, total_amount""",
    "fhvhv": """hvfhs_license_num, dispatching_base_num, originating_base_num, request_datetime, on_scene_datetime,
      pickup_datetime, dropoff_datetime, CAST(PULocationID AS INT) pickup_location_id,
      CAST(DOLocationID AS INT) dropoff_location_id, trip_miles, CAST(trip_time AS INT) trip_time, base_passenger_fare,
      tolls, bcf, sales_tax, congestion_surcharge, airport_fee, CAST(NULL AS DOUBLE) cbd_congestion_fee, tips, driver_pay,
      shared_request_flag, shared_match_flag, access_a_ride_flag, wav_request_flag, wav_match_flag""",
}
RULES = {
    "yellow": "trip_distance > 0 AND fare_amount > 0 AND total_amount > 0",
    "fhvhv": "hvfhs_license_num IS NOT NULL AND trip_miles >= 0 AND trip_time >= 0",
}


def accepted(dataset, month, relation):
    """A SELECT of the dataset's accepted rows."""
    return (
        f"SELECT {COLUMNS[dataset]}, CAST('{month}-01' AS DATE) source_month FROM {relation} WHERE {RULES[dataset]}"
    )
