"""Months by DuckDB and boto3 with four S3 hops, no checks. Usage: duckdb_s3.py DATASET WORKDIR BUCKET FILE…

Hops: the source file to raw, raw to this machine, the accepted rows to processed, processed to the warehouse's machine.
"""

import os
import sys

import boto3
import duckdb
from accepted import accepted
from boto3.s3.transfer import TransferConfig

dataset, work, bucket, *files = sys.argv[1:]
s3 = boto3.client("s3")
whole = TransferConfig(multipart_threshold=1 << 30)  # on one machine parts cost more than they overlap
warehouse = duckdb.connect(f"{work}/warehouse.duckdb")
for source in files:
    month = os.path.basename(source)[-len("2024-09.parquet") : -len(".parquet")]
    raw, processed = f"raw/{month}.parquet", f"processed/{month}.parquet"
    s3.upload_file(source, bucket, raw, Config=whole)
    s3.download_file(bucket, raw, f"{work}/raw.parquet", Config=whole)
    select = accepted(dataset, month, f"read_parquet('{work}/raw.parquet')")
    duckdb.execute(f"COPY ({select}) TO '{work}/processed.parquet' (FORMAT PARQUET)")
    s3.upload_file(f"{work}/processed.parquet", bucket, processed, Config=whole)
    s3.download_file(bucket, processed, f"{work}/to_load.parquet", Config=whole)
    load = f"FROM read_parquet('{work}/to_load.parquet')"
    warehouse.execute(f"CREATE TABLE trips AS {load}" if source == files[0] else f"INSERT INTO trips {load}")
print(warehouse.execute("SELECT count(*) FROM trips").fetchone()[0])
warehouse.close()
