"""First of three plain scripts with Spark: the source file to raw. Usage: spark_ingest.py MONTH FILE BUCKET"""

import sys

import boto3

month, source, bucket = sys.argv[1:]
boto3.client("s3").upload_file(source, bucket, f"spark/raw/{month}.parquet")
