"""Second of three plain scripts: raw to accepted rows with Spark over s3a. Usage: spark_transform.py DATASET MONTH BUCKET"""

import sys

from accepted import accepted
from pyspark.sql import SparkSession

dataset, month, bucket = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
spark.read.parquet(f"s3a://{bucket}/spark/raw/{month}.parquet").createOrReplaceTempView("source")
spark.sql(accepted(dataset, month, "source")).write.mode("overwrite").parquet(f"s3a://{bucket}/spark/processed/{month}/")
spark.stop()
