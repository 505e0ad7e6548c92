"""Second of three plain scripts: raw to accepted rows with Spark over s3a. Usage: spark_transform.py MONTH BUCKET"""

import sys

from pyspark.sql import SparkSession

month, bucket = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
spark.read.parquet(f"s3a://{bucket}/spark/raw/{month}.parquet").createOrReplaceTempView("source")
spark.sql(
    f"""SELECT CAST(VendorID AS INT) vendor_id, tpep_pickup_datetime pickup_datetime,
      tpep_dropoff_datetime dropoff_datetime, CAST(passenger_count AS INT) passenger_count, trip_distance,
      CAST(PULocationID AS INT) pickup_location_id, CAST(DOLocationID AS INT) dropoff_location_id,
      CAST(payment_type AS INT) payment_type, fare_amount, tip_amount, total_amount,
      CAST('{month}-01' AS DATE) source_month
    FROM source WHERE trip_distance > 0 AND fare_amount > 0 AND total_amount > 0"""
).write.mode("overwrite").parquet(f"s3a://{bucket}/spark/processed/{month}/")
spark.stop()
