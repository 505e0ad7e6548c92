"""GlueContext: the session, frames from and to S3, and a refusal by name of what needs Glue's own service."""

from awsglue.dynamicframe import DynamicFrame

FORMATS = ("parquet", "json", "csv", "orc")
# "Using the CSV format in AWS Glue": Glue's option and Spark's.
CSV_OPTIONS = {"separator": "sep", "quoteChar": "quote", "escaper": "escape"}


class GlueContext:
    """Holds the SparkSession of a job."""

    def __init__(self, spark_context, **_options):
        from pyspark.sql import SparkSession

        self.spark_session = SparkSession(spark_context)
        self.create_dynamic_frame = _Reader(self)
        self.write_dynamic_frame = _Writer(self)

    def get_logger(self):
        """Spark's own logger, as Glue gives it."""
        return self.spark_session.sparkContext._jvm.org.apache.log4j.LogManager.getLogger("glue")

    def __getattr__(self, name):
        raise NotImplementedError("GlueContext.%s is not supported by the local cloud: use spark_session" % name)


def _refuse(what):
    raise NotImplementedError("%s is not supported by the local cloud (see docs/local-cloud.md)" % what)


def _check(connection_type, file_format, known, options, more):
    for name, value in more.items():
        if value and name != "transformation_ctx":  # names a bookmark, nothing more
            _refuse("the argument %s" % name)
    if connection_type != "s3":
        _refuse("connection_type %s" % connection_type)
    if file_format not in FORMATS:
        _refuse("format %s" % file_format)
    for name in options or {}:
        if name not in known:
            _refuse("the connection option %s" % name)


def _format_options(file_format, given):
    """Spark's options for Glue's; those of Glue that are unknown here are refused."""
    options = {}
    for name, value in (given or {}).items():
        if file_format == "csv" and name == "withHeader":
            options["header"] = str(value).lower()
        elif file_format == "csv" and name in CSV_OPTIONS:
            options[CSV_OPTIONS[name]] = value
        elif file_format == "csv" and name == "writeHeader":
            options["header"] = str(value).lower()
        elif name == "compression":
            options[name] = value
        elif name not in ("useGlueParquetWriter", "optimizePerformance"):
            _refuse("the format option %s" % name)
    return options


class _Reader:
    def __init__(self, glue_context):
        self._glue_context = glue_context

    def from_options(self, connection_type, connection_options=None, format=None, format_options=None, **more):  # noqa: A002
        """Reads objects of S3."""
        connection_options = connection_options or {}
        _check(connection_type, format, ("paths", "recurse"), connection_options, more)
        options = _format_options(format, format_options)
        if str(connection_options.get("recurse", "")).lower() == "true":
            options["recursiveFileLookup"] = "true"
        reader = self._glue_context.spark_session.read.format(format).options(**options)
        return DynamicFrame(reader.load(list(connection_options["paths"])), self._glue_context)

    def __getattr__(self, name):
        _refuse("create_dynamic_frame.%s" % name)


class _Writer:
    def __init__(self, glue_context):
        self._glue_context = glue_context

    def from_options(self, frame, connection_type, connection_options=None, format=None, format_options=None, **more):  # noqa: A002
        """Appends objects to S3."""
        connection_options = connection_options or {}
        _check(connection_type, format, ("path", "partitionKeys", "compression"), connection_options, more)
        options = _format_options(format, format_options)
        if format == "csv":
            options.setdefault("header", "true")  # Glue writes one unless told otherwise, Spark does not
        writer = frame.toDF().write.mode("append").format(format).options(**options)
        if connection_options.get("compression"):
            writer = writer.option("compression", connection_options["compression"])
        if connection_options.get("partitionKeys"):
            writer = writer.partitionBy(*connection_options["partitionKeys"])
        writer.save(connection_options["path"])
        return frame

    def __getattr__(self, name):
        _refuse("write_dynamic_frame.%s" % name)
