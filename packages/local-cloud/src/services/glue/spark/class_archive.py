"""Loads the classes that a Spark job of files uses, then ends: Java writes them into its archive on exit.

Environment: that of a job. Nothing is sent anywhere: port 9 of this machine, "discard", refuses the connection.
"""

import contextlib
import sys
import tempfile

from pyspark import SparkContext
from pyspark.sql import Observation, SparkSession
from pyspark.sql import functions as F

S3_WRITERS = (
    "org.apache.hadoop.fs.s3a.S3ABlockOutputStream",
    "org.apache.hadoop.fs.s3a.S3ADataBlocks$DiskBlock",
    "org.apache.hadoop.fs.s3a.S3AInputStream",
    "org.apache.hadoop.fs.s3a.WriteOperationHelper",
    "org.apache.hadoop.fs.s3a.impl.RenameOperation",
    "org.apache.hadoop.fs.s3a.impl.DeleteOperation",
    "com.amazonaws.services.s3.model.CompleteMultipartUploadRequest",
    "com.amazonaws.services.s3.model.ListObjectsV2Result",
    "com.amazonaws.services.s3.model.transform.XmlResponsesSaxParser",
    "com.amazonaws.services.s3.transfer.TransferManager",
    "com.amazonaws.services.s3.transfer.internal.CopyCallable",
    "com.amazonaws.services.s3.transfer.internal.UploadCallable",
)

spark = SparkSession.builder.getOrCreate()
with tempfile.TemporaryDirectory() as folder:
    rows = spark.range(5000).selectExpr(
        "id", "CAST(id AS INT) AS n", "id / 2 AS x", "CAST(id AS STRING) AS s", "timestamp_seconds(id) AS t"
    )
    rows.write.parquet(f"{folder}/rows")
    spark.read.parquet(f"{folder}/rows").createOrReplaceTempView("rows")
    seen = Observation("seen")
    spark.sql(
        "SELECT to_json(struct(*)) AS j, concat_ws(',', s, CASE WHEN x > 1 THEN 'a' END) AS w, CAST(t AS DATE) AS d "
        "FROM rows WHERE coalesce(x, 0) > 1 AND t >= TIMESTAMP '1970-01-01'"
    ).observe(seen, F.count(F.lit(1)).alias("n")).write.parquet(f"{folder}/json")
    spark.sql("SELECT n % 7 AS k, count(*) AS c, sum(x) AS x FROM rows GROUP BY 1 ORDER BY 1").collect()
for name in S3_WRITERS:
    with contextlib.suppress(Exception):
        spark._jvm.java.lang.Class.forName(name)
with contextlib.suppress(Exception):
    spark.read.parquet("s3://none-of-these/at/all")
spark.stop()
gateway = SparkContext._gateway
gateway.shutdown()
gateway.proc.stdin.close()
sys.exit(gateway.proc.wait())
