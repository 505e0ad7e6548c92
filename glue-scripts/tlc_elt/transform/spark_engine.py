"""TransformTrips by Spark: URIs in, URIs out (`s3://bucket` on Glue, `file:///folder` in tests)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, List

from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import (
    DataType,
    DoubleType,
    IntegerType,
    LongType,
    StringType,
    StructField,
    StructType,
    TimestampNTZType,
)

from tlc_elt import keys
from tlc_elt.errors import SourceSchemaError
from tlc_elt.transform import sql
from tlc_elt.transform.counts import Written, WrittenFile, by_rule, require_no_narrowing
from tlc_elt.transform.plan import Plan

# Timestamps are wall clock without a zone, from the raw file to the written ones: nothing may shift them.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.compression.codec": "snappy",
}

TYPES: Dict[str, DataType] = {
    "INT32": IntegerType(),
    "INT64": LongType(),
    "DOUBLE": DoubleType(),
    "STRING": StringType(),
    "TIMESTAMP_MICROS": TimestampNTZType(),
}


def session() -> SparkSession:
    """The job's session. Plain, without GlueContext: that adds bookmarks and dynamic frames, and neither is used."""
    builder = SparkSession.builder.appName("TransformTrips")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def write(plan: Plan, spark: SparkSession, raw: str, root: str) -> Written:
    """Writes the files of an attempt below `root`; `raw` is the URI of the raw file.

    The pass that writes the accepted rows counts all rows. The rejected ones, few and with every column, have a
    pass of their own beside it: to keep the whole month for a second use costs more than to decode it again.
    """
    statements = sql.statements(plan)
    seen = Observation("annotated")
    expressions = {**statements.counts, **sql.narrowing_counts(statements.narrowing)}
    spark.read.schema(_schema(plan)).parquet(raw).createOrReplaceTempView(sql.SOURCE)
    annotated = spark.sql(statements.annotated)
    annotated.createOrReplaceTempView(sql.ANNOTATED)
    rejected = spark.sql(statements.quarantine)
    annotated.observe(seen, *_aggregates(expressions)).createOrReplaceTempView(sql.ANNOTATED)
    accepted = spark.sql(statements.accepted)
    folder = f"{root}/{plan.prefix}"
    with ThreadPoolExecutor(1) as pool:
        rejecting = pool.submit(_write_rejected, plan, rejected, folder)
        accepted.write.parquet(f"{folder}trips")
        rejecting.result()
    counted: Dict[str, int] = seen.get
    require_no_narrowing(plan, counted)
    return Written(
        source_rows=counted["source_rows"],
        accepted_rows=counted["accepted_rows"],
        quarantined_rows=counted["source_rows"] - counted["accepted_rows"],
        by_rule=by_rule(plan, counted),
        trips=_files(plan, spark, root, "trips"),
        quarantine=_files(plan, spark, root, "quarantine"),
        quarantine_copy=_files(plan, spark, root, "quarantine_copy"),
    )


def _schema(plan: Plan) -> StructType:
    """The raw file's columns by its manifest, which spares Spark a job to look them up."""
    unknown = [(name, type_) for name, type_ in plan.source_columns if type_ not in TYPES]
    if unknown:
        file = keys.file_name(plan.contract, plan.month)
        raise SourceSchemaError(file, str(plan.manifest["era"]), unexpected=unknown, month=plan.month)
    return StructType([StructField(name, TYPES[type_]) for name, type_ in plan.source_columns])


def _aggregates(expressions: Dict[str, str]) -> List[Any]:
    return [F.expr(expression).alias(name) for name, expression in expressions.items()]


def _write_rejected(plan: Plan, rejected: DataFrame, folder: str) -> None:
    """Writes the rejected rows as they are, and as JSON for COPY; the second from memory."""
    kept = rejected.persist()
    kept.selectExpr(*sql.quarantine_columns(plan)).write.parquet(f"{folder}quarantine")
    kept.selectExpr(*_for_copy(plan)).write.parquet(f"{folder}quarantine_copy")
    kept.unpersist()


def _for_copy(plan: Plan) -> List[str]:
    """The columns of the quarantine table. A timestamp becomes text by CAST, which is what DuckDB writes."""
    fields = ", ".join(
        f"CAST(`{name}` AS STRING) AS `{name}`" if type_ == "TIMESTAMP_MICROS" else f"`{name}`"
        for name, type_ in plan.source_columns
    )
    source_row = f"to_json(struct({fields}), map('ignoreNullFields', 'false')) AS source_row"
    return ["source_month", "run_id", "broken_rules", source_row]


def _files(plan: Plan, spark: SparkSession, root: str, kind: str) -> List[WrittenFile]:
    """Files of a kind as they lie there, by listing and footers, without empty ones."""
    jvm: Any = spark.sparkContext._jvm
    configuration = spark.sparkContext._jsc.hadoopConfiguration()
    folder = jvm.org.apache.hadoop.fs.Path(f"{root}/{plan.prefix}{kind}")
    files = []
    for status in folder.getFileSystem(configuration).listStatus(folder):
        name = status.getPath().getName()
        if not name.endswith(".parquet"):
            continue
        source = jvm.org.apache.parquet.hadoop.util.HadoopInputFile.fromStatus(status, configuration)
        reader = jvm.org.apache.parquet.hadoop.ParquetFileReader.open(source)
        try:
            files.append(WrittenFile(f"{plan.prefix}{kind}/{name}", reader.getRecordCount(), status.getLen()))
        finally:
            reader.close()
    return [file for file in sorted(files) if file.rows]
