"""TransformTrips by Spark: URIs in, URIs out (`s3://bucket` on Glue, `file:///folder` in tests)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, List, Tuple

from pyspark.sql import Observation, SparkSession
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
from tlc_elt.contract import document, fill
from tlc_elt.digests import Digests, digests_of, of_nothing
from tlc_elt.schema_error import schema_error
from tlc_elt.transform import sql
from tlc_elt.transform.counts import Written, WrittenFile, by_rule, require_no_narrowing, rows_of
from tlc_elt.transform.duplicates import duplicates
from tlc_elt.transform.plan import Plan
from tlc_elt.transform.profile import Counts, profile

# Timestamps are wall clock without a zone, from the raw file to the written ones: nothing may shift them.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.compression.codec": "snappy",
    "spark.sql.debug.maxToStringFields": "100",  # no warning that a plan of 20 columns was cut in the log
    # The report, written last, says what is complete. The second algorithm renames each file once: a task that is
    # tried again writes the same names, and files of an attempt without a report are nobody's.
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
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

    Two scans side by side: accepted rows by a plain filter over their few columns, and the rejected ones, few and
    with every column (docs/decisions/0005-two-scans-of-the-raw-file.md). Counts come from the files' footers.
    """
    statements = sql.statements(plan)
    spark.read.schema(_schema(plan)).parquet(raw).createOrReplaceTempView(sql.SOURCE)
    accepted = spark.sql(statements.accepted)
    folder = f"{root}/{plan.prefix}"

    def accept() -> Tuple[Digests, Counts]:
        accepted.write.parquet(f"{folder}trips")
        digests = _digests(spark, plan.contract.digests.table["spark"], f"{folder}trips", accepted.schema)
        view = _view(f"{folder}trips")
        copies = duplicates(lambda sql: int(spark.sql(sql).collect()[0][0]), "spark", view, plan.contract.columns)
        counted = spark.sql(fill(plan.contract.profile["select"]["spark"], **{"from": view})).collect()
        return digests, profile(plan.contract, plan.month, digests, copies, counted)

    with ThreadPoolExecutor(1) as pool:
        accepting = pool.submit(accept)
        counted, digests_of_rejected = _reject(plan, spark, statements, folder)
        digests_of_accepted, profiled = accepting.result()
    footers = _Footers(plan, spark, root)
    trips = footers.files("trips")
    rejected = counted["source_rows"]
    return Written(
        source_rows=footers.rows(raw),
        accepted_rows=rows_of(trips),
        quarantined_rows=rejected,
        by_rule=by_rule(plan, counted),
        duplicate_rows=profiled["duplicate_rows"],
        trips=trips,
        quarantine=footers.files("quarantine") if rejected else [],
        quarantine_copy=footers.files("quarantine_copy") if rejected else [],
        accepted=digests_of_accepted,
        rejected=digests_of_rejected,
        profile=profiled,
    )


def _reject(plan: Plan, spark: SparkSession, statements: sql.Statements, folder: str) -> Tuple[Dict[str, int], Digests]:
    """Writes the rejected rows as they are, and as JSON for COPY; gives their counts, `source_rows`, and their digests.

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
    rejected.write.parquet(f"{folder}quarantine")
    counted: Dict[str, int] = seen.get
    require_no_narrowing(plan, counted)
    if not counted["source_rows"]:
        return counted, of_nothing(plan.contract.quarantine_columns)
    written = spark.read.schema(rejected.schema).parquet(f"{folder}quarantine").selectExpr(*_for_copy(plan))
    written.write.parquet(f"{folder}quarantine_copy")
    selects = plan.contract.digests.quarantine
    return counted, _digests(spark, selects["spark"], f"{folder}quarantine_copy", written.schema)


def _digests(spark: SparkSession, select: str, folder: str, schema: StructType) -> Digests:
    """Digests of the rows as the files have them."""
    view = _view(folder)
    spark.read.schema(schema).parquet(folder).createOrReplaceTempView(view)
    (row,) = spark.sql(fill(select, **{"from": view})).collect()
    return digests_of(row.asDict())


def _view(folder: str) -> str:
    """Name of the view of a folder's files, once they are digested."""
    return f"written_{folder.rpartition('/')[2]}"


def _schema(plan: Plan) -> StructType:
    """The raw file's columns by its manifest, which spares Spark a job to look them up."""
    unknown = [(name, type_) for name, type_ in plan.source_columns if type_ not in TYPES]
    if unknown:
        file = keys.file_name(plan.contract, plan.month)
        raise schema_error(file, str(plan.manifest["era"]), unexpected=unknown, month=plan.month)
    return StructType([StructField(name, TYPES[type_]) for name, type_ in plan.source_columns])


def _for_copy(plan: Plan) -> List[str]:
    """The columns of the quarantine table. A timestamp becomes text by CAST, which is what DuckDB writes."""
    made = {"TIMESTAMP_MICROS": "CAST({column} AS STRING)", "STRING": document()["kept_text"]}
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
