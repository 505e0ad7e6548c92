"""The month by plain DuckDB on local files: no S3, no checks. Usage: duckdb_local.py MONTH FILE WORKDIR"""

import sys

import duckdb

month, source, work = sys.argv[1:]
processed = f"{work}/processed.parquet"
duckdb.execute(
    f"""COPY (
      SELECT VendorID::INTEGER vendor_id, tpep_pickup_datetime pickup_datetime, tpep_dropoff_datetime dropoff_datetime,
        passenger_count::INTEGER passenger_count, trip_distance, PULocationID::INTEGER pickup_location_id,
        DOLocationID::INTEGER dropoff_location_id, payment_type::INTEGER payment_type, fare_amount, tip_amount,
        total_amount, DATE '{month}-01' source_month
      FROM read_parquet('{source}') WHERE trip_distance > 0 AND fare_amount > 0 AND total_amount > 0
    ) TO '{processed}' (FORMAT PARQUET)"""
)
warehouse = duckdb.connect(f"{work}/warehouse.duckdb")
warehouse.execute(f"CREATE TABLE yellow_trips AS FROM read_parquet('{processed}')")
print(warehouse.execute("SELECT count(*) FROM yellow_trips").fetchone()[0])
warehouse.close()
