"""Sums orders by customer, as people write Glue jobs."""

import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.transforms import *  # noqa: F403
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F  # noqa: N812

args = getResolvedOptions(sys.argv, ["JOB_NAME", "source", "target"])
glue_context = GlueContext(SparkContext.getOrCreate())
spark = glue_context.spark_session
job = Job(glue_context)
job.init(args["JOB_NAME"], args)

orders = glue_context.create_dynamic_frame.from_options(
    connection_type="s3", connection_options={"paths": [args["source"]]}, format="json"
)
totals = orders.toDF().groupBy("customer").agg(F.sum("amount").cast("bigint").alias("total"))
glue_context.write_dynamic_frame.from_options(
    frame=DynamicFrame.fromDF(totals.coalesce(1), glue_context, "totals"),
    connection_type="s3",
    connection_options={"path": args["target"]},
    format="parquet",
)
print("wrote", spark.read.parquet(args["target"]).count())
job.commit()
