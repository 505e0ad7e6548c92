"""TransformTrips by Spark: URIs in, URIs out (`s3://bucket` on Glue, `file:///folder` in tests)."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, List, Sequence

from pyspark.sql import Observation, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import (
    BooleanType,
    DataType,
    DateType,
    DoubleType,
    IntegerType,
    LongType,
    StringType,
    StructField,
    StructType,
    TimestampNTZType,
)

from tlc_elt import keys
from tlc_elt.contract import document, fill
from tlc_elt.schema_error import schema_error
from tlc_elt.transform import duckdb_engine, read_back, sql
from tlc_elt.transform.counts import Written, WrittenFile, by_rule, require_no_narrowing, rows_of
from tlc_elt.transform.plan import Plan

# Timestamps are wall clock without a zone, from the raw file to the written ones: nothing may shift them.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # Dates before 1582 are those of the file: Spark would otherwise ask which calendar its writer had.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.compression.codec": "snappy",
    "spark.sql.debug.maxToStringFields": "100",  # no warning that a plan of 20 columns was cut in the log
    # The report, written last, says what is complete. The second algorithm renames each file once: a task that is
    # tried again writes the same names, and files of an attempt without a report are nobody's.
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
}

Fetch = Callable[[str, str], object]
"""Brings a written file to this machine: (key, path)."""

TYPES: Dict[str, DataType] = {
    "INT32": IntegerType(),
    "INT64": LongType(),
    "DOUBLE": DoubleType(),
    "STRING": StringType(),
    "TIMESTAMP_MICROS": TimestampNTZType(),
    "DATE": DateType(),
    "BOOLEAN": BooleanType(),
}


def session() -> SparkSession:
    """The job's session. Plain, without GlueContext: that adds bookmarks and dynamic frames, and neither is used."""
    builder = SparkSession.builder.appName("TransformTrips")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def write(plan: Plan, spark: SparkSession, raw: str, root: str, folder: str, fetch: Fetch) -> Written:
    """Writes the files of an attempt below `root`; `raw` is the URI of the raw file.

    Two scans side by side: accepted rows by a plain filter over their few columns, and the rejected ones, few and
    with every column (docs/decisions/0005-two-scans-of-the-raw-file.md). Counts come from the files' footers. What the
    files hold is read back below `folder`, by another engine: docs/decisions/0017-digests-of-values.md.
    """
    statements = sql.statements(plan)
    spark.read.schema(_schema(plan)).parquet(raw).createOrReplaceTempView(sql.SOURCE)
    accepted = spark.sql(statements.accepted)
    prefix = f"{root}/{plan.prefix}"
    with ThreadPoolExecutor(1) as pool:
        accepting = pool.submit(accepted.write.parquet, f"{prefix}trips")
        counted = _reject(plan, spark, statements, prefix)
        accepting.result()
    footers = _Footers(plan, spark, root)
    trips = footers.files("trips")
    rejected = counted["source_rows"]
    copied = footers.files("quarantine_copy") if rejected else []
    connection = duckdb_engine.connect(folder)
    read = read_back.accepted(connection, plan, _fetched(trips, folder, fetch))
    return Written(
        source_rows=footers.rows(raw),
        accepted_rows=rows_of(trips),
        quarantined_rows=rejected,
        by_rule=by_rule(plan, counted),
        duplicate_rows=read.profile["duplicate_rows"],
        trips=trips,
        quarantine=footers.files("quarantine") if rejected else [],
        quarantine_copy=copied,
        accepted=read.digests,
        rejected=read_back.rejected(connection, plan, _fetched(copied, folder, fetch)),
        profile=read.profile,
    )


def _fetched(files: Sequence[WrittenFile], folder: str, fetch: Fetch) -> List[str]:
    """Paths of the files below `folder`, once each is there."""
    paths = [os.path.join(folder, *file.key.rsplit("/", 2)[1:]) for file in files]
    for path in paths:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fetch, (file.key for file in files), paths))
    return paths


def _reject(plan: Plan, spark: SparkSession, statements: sql.Statements, prefix: str) -> Dict[str, int]:
    """Writes the rejected rows as they are, and as JSON for COPY; gives their counts, and `source_rows`.

    Only rejected rows break rules, and rows with values that INTEGER cannot hold are gathered beside them: the
    counts over these few, taken while they pass, are those over all rows.
    """
    seen = Observation("doubtful")
    counts = {**statements.counts, **sql.narrowing_counts(statements.narrowing)}
    spark.sql(statements.doubtful).createOrReplaceTempView(sql.DOUBTFUL)
    annotated = spark.sql(statements.annotated)
    annotated.observe(seen, *(F.expr(count).alias(name) for name, count in counts.items())).createOrReplaceTempView(
        sql.ANNOTATED
    )
    rejected = spark.sql(statements.quarantine).selectExpr(*sql.quarantine_columns(plan))
    rejected.write.parquet(f"{prefix}quarantine")
    counted: Dict[str, int] = seen.get
    require_no_narrowing(plan, counted)
    if counted["source_rows"]:
        written = spark.read.schema(rejected.schema).parquet(f"{prefix}quarantine")
        written.selectExpr(*_for_copy(plan)).write.parquet(f"{prefix}quarantine_copy")
    return counted


def _schema(plan: Plan) -> StructType:
    """The raw file's columns by its manifest, which spares Spark a job to look them up."""
    unknown = [(name, type_) for name, type_ in plan.source_columns if type_ not in TYPES]
    if unknown:
        file = keys.file_name(plan.contract, plan.month)
        raise schema_error(file, str(plan.manifest["era"]), unexpected=unknown, month=plan.month)
    return StructType([StructField(name, TYPES[type_]) for name, type_ in plan.source_columns])


def _for_copy(plan: Plan) -> List[str]:
    """The columns of the quarantine table. Timestamps and dates become text by CAST, which is what DuckDB writes."""
    text = "CAST({column} AS STRING)"
    made = {"TIMESTAMP_MICROS": text, "DATE": text, "STRING": document()["kept_text"]}
    fields = ", ".join(
        f"{fill(made.get(type_, '{column}'), column=f'`{name}`')} AS `{name}`" for name, type_ in plan.source_columns
    )
    source_row = f"to_json(struct({fields}), map('ignoreNullFields', 'false')) AS source_row"
    return ["source_month", "run_id", "broken_rules", source_row]


class _Footers:
    """Rows of parquet files by their footers, read by Spark's own Hadoop: any address that Spark can read."""

    def __init__(self, plan: Plan, spark: SparkSession, root: str):
        self._plan, self._root = plan, root
        self._jvm: Any = spark.sparkContext._jvm
        self._configuration = spark.sparkContext._jsc.hadoopConfiguration()

    def files(self, kind: str) -> List[WrittenFile]:
        """Files of a kind as they lie there, without empty ones."""
        folder = self._path(f"{self._root}/{self._plan.prefix}{kind}")
        listed = folder.getFileSystem(self._configuration).listStatus(folder)
        parts = [status for status in listed if status.getPath().getName().endswith(".parquet")]
        files = [
            WrittenFile(f"{self._plan.prefix}{kind}/{status.getPath().getName()}", self._rows(status), status.getLen())
            for status in parts
        ]
        return [file for file in sorted(files) if file.rows]

    def rows(self, uri: str) -> int:
        """Rows of one file."""
        path = self._path(uri)
        return self._rows(path.getFileSystem(self._configuration).getFileStatus(path))

    def _path(self, uri: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(uri)

    def _rows(self, status: Any) -> int:
        source = self._jvm.org.apache.parquet.hadoop.util.HadoopInputFile.fromStatus(status, self._configuration)
        reader = self._jvm.org.apache.parquet.hadoop.ParquetFileReader.open(source)
        try:
            rows: int = reader.getRecordCount()
            return rows
        finally:
            reader.close()
