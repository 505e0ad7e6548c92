"""Writes, appends, overwrites, renames and deletes through s3a, and raises where S3 does not answer as it should."""

import os
import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["BUCKET"])
glue = GlueContext(SparkContext.getOrCreate())
spark = glue.spark_session
base = "s3://%s/s3a" % args["BUCKET"]
jvm = spark.sparkContext._jvm
path = jvm.org.apache.hadoop.fs.Path
files = path(base).getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())


def names(folder):
    """Names of what lies in a folder, without Spark's part numbers."""
    return sorted(status.getPath().getName().split("-")[0] for status in files.listStatus(path(folder)))


def total(folder):
    """Number of rows, and their sum."""
    frame = spark.read.parquet(folder)
    return frame.count(), frame.groupBy().sum("id").first()[0]


def equal(found, wanted):
    if found != wanted:
        raise AssertionError("found %r instead of %r" % (found, wanted))


# What Java unpacks for itself is the run's, and goes with it.
equal(jvm.java.lang.System.getProperty("java.io.tmpdir"), os.environ["TMPDIR"])

table = base + "/table"
spark.range(1000).repartition(4).write.parquet(table)
equal(total(table), (1000, 499500))
equal(names(table), ["_SUCCESS", "part", "part", "part", "part"])
spark.range(10).repartition(2).write.mode("append").parquet(table)
equal(total(table), (1010, 499545))
spark.range(7).repartition(1).write.mode("overwrite").parquet(table)
equal(total(table), (7, 21))
equal(names(table), ["_SUCCESS", "part"])

days = base + "/days"
rows = spark.range(100).selectExpr("id", "concat('2024-01-', id % 3 + 1) AS day")
rows.write.partitionBy("day").mode("overwrite").parquet(days)
equal(spark.read.parquet(days).where("day = '2024-01-2'").count(), 33)
equal(files.delete(path(days + "/day=2024-01-2"), True), True)
equal(spark.read.parquet(days).count(), 67)

moved = base + "/moved"
equal(files.rename(path(table), path(moved)), True)
equal(files.exists(path(table)), False)
equal(total(moved), (7, 21))

# One file of 40 MB: s3a uploads it in parts, and reads it by ranges.
large = path(base + "/large.bin")
stream = files.create(large, True)
block = bytearray(range(256)) * 4096
for _ in range(40):
    stream.write(block)
stream.close()
equal(files.getFileStatus(large).getLen(), 40 * len(block))
reader = files.open(large)
reader.seek(39 * len(block) + 77)
equal(reader.read(), 77)
reader.close()

numbers = DynamicFrame.fromDF(spark.range(3).coalesce(1), glue, "numbers")
zipped = {"connection_type": "s3", "connection_options": {"path": base + "/zipped"}, "format": "parquet"}
glue.write_dynamic_frame.from_options(numbers, format_options={"compression": "gzip"}, transformation_ctx="t", **zipped)
found = [status.getPath().getName() for status in files.listStatus(path(base + "/zipped"))]
equal([name for name in found if name != "_SUCCESS" and not name.endswith(".gz.parquet")], [])
equal(total(base + "/zipped"), (3, 3))
try:
    of_it = {"connection_type": "s3", "connection_options": {"paths": [base + "/zipped"]}, "format": "parquet"}
    glue.create_dynamic_frame.from_options(push_down_predicate="id > 1", **of_it)
    raise AssertionError("push_down_predicate was ignored")
except NotImplementedError as error:
    equal("the argument push_down_predicate is not supported" in str(error), True)

equal(files.delete(path(base), True), True)
equal(files.exists(path(base)), False)
print("every check passed")
