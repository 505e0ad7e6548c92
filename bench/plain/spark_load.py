"""Third of three plain scripts: accepted rows to the warehouse with DuckDB. Usage: spark_load.py MONTH WORKDIR BUCKET"""

import sys

import boto3
import duckdb

month, work, bucket = sys.argv[1:]
s3 = boto3.client("s3")
listing = s3.list_objects_v2(Bucket=bucket, Prefix=f"spark/processed/{month}/")["Contents"]
files = [entry["Key"] for entry in listing if entry["Key"].endswith(".parquet")]
for number, key in enumerate(files):
    s3.download_file(bucket, key, f"{work}/part-{number}.parquet")
warehouse = duckdb.connect(f"{work}/warehouse.duckdb")
warehouse.execute(f"CREATE TABLE trips AS FROM read_parquet('{work}/part-*.parquet')")
print(warehouse.execute("SELECT count(*) FROM trips").fetchone()[0])
warehouse.close()
