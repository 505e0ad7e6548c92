"""TransformTrips by DuckDB: local files in, local files out, which `store` takes away while others are written."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Callable, Dict, List, Tuple

import duckdb

from tlc_elt.contract import document, fill
from tlc_elt.digests import Digests, of_nothing
from tlc_elt.parquet.pages import mapped, page_bytes
from tlc_elt.parquet.physical_schema import read_footer
from tlc_elt.transform import read_back, sql
from tlc_elt.transform.counts import Written, WrittenFile, by_rule, require_no_narrowing
from tlc_elt.transform.plan import Plan

# A month of 3.6 million rows needs 300 MB; what does not fit spills to the temporary folder.
MEMORY_BYTES = 400_000_000
# The largest page of each column, together: DuckDB holds pages whole, in each thread of each scan.
LARGE_PAGES_BYTES = 50_000_000
# Snappy: zstd makes the files a fifth smaller and doubles the time to write them.
PARQUET = "FORMAT PARQUET, COMPRESSION SNAPPY, PER_THREAD_OUTPUT, FILENAME_PATTERN 'part-{i}'"

Store = Callable[[str, str], object]
"""Takes a finished file away: (key, path)."""


def connect(folder: str) -> Any:
    """A connection that spills below `folder`, and never fetches an extension."""
    connection = duckdb.connect(
        config={
            "memory_limit": f"{MEMORY_BYTES}B",
            "temp_directory": os.path.join(folder, "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    # Parquet's statistics leave NaN out ("Statistics", parquet-format): by them DuckDB would take `x > 0` for false
    # where the file's other values are not greater, although it holds NaN greater than any number.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    # It would be drawn into the log of a job that takes long.
    connection.execute("SET enable_progress_bar = false")
    return connection


def write(plan: Plan, connection: Any, raw: str, folder: str, store: Store) -> Written:
    """Writes the files of an attempt below `folder` and stores each; `raw` is the path of the raw file.

    The accepted rows are written and stored while the rejected ones are gathered. A value that INTEGER cannot
    hold fails the former by DuckDB's error or by a silent rounding: the count of such values goes before both.
    """
    _make_room(connection, raw)
    statements = sql.statements(plan)
    connection.execute(f"CREATE VIEW {sql.SOURCE} AS SELECT * FROM read_parquet({_text(raw)})")
    with ThreadPoolExecutor(4) as pool:
        output = _Output(plan, connection, folder, store, pool)
        accepting = pool.submit(output.accept, statements.accepted)
        counted = _reject(connection, statements)
        require_no_narrowing(plan, counted)
        rejected = of_nothing(plan.contract.quarantine_columns)
        if counted["source_rows"]:
            copying = pool.submit(output.reject, _for_copy(plan, connection))
            output.copy("quarantine", f"SELECT {', '.join(sql.quarantine_columns(plan))} FROM {sql.REJECTED}")
            rejected = copying.result()
        accepted_rows, accepted = accepting.result()
        files = output.stored()
    footer = connection.execute(f"SELECT num_rows FROM parquet_file_metadata({_text(raw)})").fetchone()
    return Written(
        source_rows=footer[0],
        accepted_rows=accepted_rows,
        quarantined_rows=counted["source_rows"],
        by_rule=by_rule(plan, counted),
        duplicate_rows=accepted.profile["duplicate_rows"],
        trips=files["trips"],
        quarantine=files["quarantine"],
        quarantine_copy=files["quarantine_copy"],
        accepted=accepted.digests,
        rejected=rejected,
        profile=accepted.profile,
    )


def _make_room(connection: Any, raw: str) -> None:
    """Memory for large pages, which cannot spill: once for each of the two scans, by a thread each."""
    data = mapped(raw)
    large = page_bytes(data, read_footer(data, raw))
    if large > LARGE_PAGES_BYTES:
        connection.execute(f"SET memory_limit = '{MEMORY_BYTES + 2 * large}B'")
        connection.execute("SET threads = 1")


def _reject(connection: Any, statements: sql.Statements) -> Dict[str, int]:
    """Gathers the doubtful rows into a table; counts the rejected ones, by rule, and values that INTEGER cannot hold.

    Only doubtful rows have such values or break rules: the counts, `source_rows` apart, are those over all rows.
    """
    connection.execute(f"CREATE TABLE {sql.DOUBTFUL} AS {statements.doubtful}")
    connection.execute(f"CREATE VIEW {sql.ANNOTATED} AS {statements.annotated}")
    connection.execute(f"CREATE VIEW {sql.REJECTED} AS {statements.quarantine}")
    counted = _aggregates(connection, statements.counts, sql.REJECTED)
    narrowed = sql.narrowing_counts(statements.narrowing)
    return {**counted, **(_aggregates(connection, narrowed, sql.DOUBTFUL) if narrowed else {})}


def _aggregates(connection: Any, expressions: Dict[str, str], relation: str) -> Dict[str, int]:
    result = connection.execute(f"SELECT {', '.join(sql.labelled(expressions))} FROM {relation}")
    return dict(zip(expressions, result.fetchone()))


class _Output:
    """Files of an attempt: written by COPY, stored by threads."""

    def __init__(self, plan: Plan, connection: Any, folder: str, store: Store, pool: ThreadPoolExecutor):
        self._plan, self._connection, self._folder = plan, connection, folder
        self._store, self._pool = store, pool
        self._storing: List[Future[object]] = []
        self._files: Dict[str, List[WrittenFile]] = {"trips": [], "quarantine": [], "quarantine_copy": []}

    def accept(self, select: str) -> Tuple[int, read_back.Accepted]:
        """Writes the accepted rows, gives how many, and reads them back while they are stored."""
        rows = self.copy("trips", select)
        return rows, read_back.accepted(self._connection, self._plan, self._paths("trips"))

    def reject(self, select: str) -> Digests:
        """Writes the rejected rows for COPY, and reads them back while they are stored."""
        self.copy("quarantine_copy", select)
        return read_back.rejected(self._connection, self._plan, self._paths("quarantine_copy"))

    def _paths(self, kind: str) -> List[str]:
        return [os.path.join(self._folder, kind, os.path.basename(file.key)) for file in self._files[kind]]

    def copy(self, kind: str, select: str) -> int:
        """Writes rows into files of a kind, without empty ones, and gives how many; from any thread."""
        folder = os.path.join(self._folder, kind)
        connection = self._connection.cursor()
        rows: int = connection.execute(f"COPY ({select}) TO {_text(folder)} ({PARQUET})").fetchone()[0]
        footers = f"SELECT file_name, num_rows FROM parquet_file_metadata({_text(folder + '/*.parquet')})"
        for path, found in sorted(connection.execute(footers).fetchall()):
            if found:
                file = WrittenFile(f"{self._plan.prefix}{kind}/{os.path.basename(path)}", found, os.path.getsize(path))
                self._files[kind].append(file)
                self._storing.append(self._pool.submit(self._store, file.key, path))
        return rows

    def stored(self) -> Dict[str, List[WrittenFile]]:
        """The files by kind, once each is stored; raises what a store raised."""
        for storing in self._storing:
            storing.result()
        return self._files


def _for_copy(plan: Plan, connection: Any) -> str:
    """The rejected rows in the columns of the quarantine table."""
    numbers = [column.name for column in plan.source_columns if column.type == "DOUBLE"]
    endless = {_name(name): f"COUNT(CASE WHEN NOT isfinite({_name(name)}) THEN 1 END)" for name in numbers}
    counted = _aggregates(connection, endless, sql.REJECTED) if endless else {}
    texts = {column.name for column in plan.source_columns if column.type == "STRING"}

    def value(name: str) -> str:
        if name in texts:
            return fill(document()["kept_text"], column=_name(name))
        return _number_or_text(name) if counted.get(_name(name)) else _name(name)

    fields = ", ".join(f"{_name(name)} := {value(name)}" for name, _ in plan.source_columns)
    source_row = f"CAST(to_json(struct_pack({fields})) AS VARCHAR) AS source_row"
    return f"SELECT source_month, run_id, broken_rules, {source_row} FROM {sql.REJECTED}"


def _number_or_text(name: str) -> str:
    """JSON has no NaN and no infinities: they become text, spelled as Spark does."""
    column = _name(name)
    return (
        f"CASE WHEN isnan({column}) THEN to_json('NaN') WHEN isinf({column})"
        f" THEN to_json(CASE WHEN {column} > 0 THEN 'Infinity' ELSE '-Infinity' END) ELSE to_json({column}) END"
    )


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
