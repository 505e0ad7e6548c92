"""GlueContext: the session, and a refusal by name of everything that needs Glue's own service."""


class GlueContext:
    """Holds the SparkSession of a job."""

    def __init__(self, spark_context, **_options):
        from pyspark.sql import SparkSession

        self.spark_session = SparkSession(spark_context)

    def get_logger(self):
        """Spark's own logger, as Glue gives it."""
        return self.spark_session.sparkContext._jvm.org.apache.log4j.LogManager.getLogger("glue")

    def __getattr__(self, name):
        raise NotImplementedError("GlueContext.%s is not supported by the local cloud: use spark_session" % name)
