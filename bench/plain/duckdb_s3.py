"""The month by DuckDB and boto3 with four S3 hops, no checks. Usage: duckdb_s3.py MONTH FILE WORKDIR BUCKET

Hops: the source file to raw, raw to this machine, the accepted rows to processed, processed to the warehouse's machine.
"""

import sys

import boto3
import duckdb
from boto3.s3.transfer import TransferConfig

month, source, work, bucket = sys.argv[1:]
s3 = boto3.client("s3")
whole = TransferConfig(multipart_threshold=1 << 30)  # on one machine parts cost more than they overlap
raw, processed = f"raw/{month}.parquet", f"processed/{month}.parquet"
s3.upload_file(source, bucket, raw, Config=whole)
s3.download_file(bucket, raw, f"{work}/raw.parquet", Config=whole)
duckdb.execute(
    f"""COPY (
      SELECT VendorID::INTEGER vendor_id, tpep_pickup_datetime pickup_datetime, tpep_dropoff_datetime dropoff_datetime,
        passenger_count::INTEGER passenger_count, trip_distance, PULocationID::INTEGER pickup_location_id,
        DOLocationID::INTEGER dropoff_location_id, payment_type::INTEGER payment_type, fare_amount, tip_amount,
        total_amount, DATE '{month}-01' source_month
      FROM read_parquet('{work}/raw.parquet') WHERE trip_distance > 0 AND fare_amount > 0 AND total_amount > 0
    ) TO '{work}/processed.parquet' (FORMAT PARQUET)"""
)
s3.upload_file(f"{work}/processed.parquet", bucket, processed, Config=whole)
s3.download_file(bucket, processed, f"{work}/to_load.parquet", Config=whole)
warehouse = duckdb.connect(f"{work}/warehouse.duckdb")
warehouse.execute(f"CREATE TABLE yellow_trips AS FROM read_parquet('{work}/to_load.parquet')")
print(warehouse.execute("SELECT count(*) FROM yellow_trips").fetchone()[0])
warehouse.close()
