"""What the accepted rows of a raw file come to, and which rules the others break: later states are held to it."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple

from tlc_elt.contract import Contract, fill
from tlc_elt.digests import Digests, digests_of
from tlc_elt.errors import SourceFileInvalid
from tlc_elt.ingest.memory import open_duckdb
from tlc_elt.ingest.narrowing import LocalFile

INSIDE = "rows_of_the_month"


class Digested(NamedTuple):
    """Digests of the accepted rows in the columns of the table, and the rows that break each rule."""

    accepted: Digests
    by_rule: Dict[str, int]


def digest_file(contract: Contract, month: str, file: LocalFile, era: str) -> Digested:
    """Reads the values of a checked file; SourceFileInvalid, naming it, where most rows lie in another month."""
    start, end = contract.window(month)
    values = {
        "source": contract.source(era, f"read_parquet({_text(file.path)})"),
        "source_month": month,
        "window_start": start,
        "window_end": end,
    }
    with open_duckdb(file.page_bytes) as connection:
        rules = {rule.name: fill(contract.sql.counts[rule.name], **values) for rule in contract.rules}
        inside = f"COUNT(CASE WHEN {_time(contract)} >= '{start}' AND {_time(contract)} < '{end}' THEN 1 END)"
        counted = _row(connection, {**rules, INSIDE: inside, "rows": "COUNT(*)"}, values["source"])
        if counted[INSIDE] * 2 < counted["rows"]:
            _require_month(contract, connection, month, file.name, values["source"], counted)
        accepted = f"({fill(contract.sql.accepted, **values)}) AS accepted"
        result = connection.execute(fill(contract.digests.table["duckdb"], **{"from": accepted}))
        names = [column[0] for column in result.description]
        digests = digests_of(dict(zip(names, result.fetchone())))
    return Digested(digests, {rule.name: counted[rule.name] for rule in contract.rules})


def _require_month(
    contract: Contract, connection: Any, month: str, file: str, source: str, counted: Dict[str, int]
) -> None:
    """Raises where another month has more rows than the one that the file is published for."""
    found = connection.execute(
        f"SELECT strftime({_time(contract)}, '%Y-%m') AS month, COUNT(*) FROM {source} "
        "WHERE month IS NOT NULL GROUP BY month ORDER BY 2 DESC, 1 LIMIT 1"
    ).fetchone()
    if found is not None and found[0] != month and found[1] > counted[INSIDE]:
        raise SourceFileInvalid(
            f"most rows of {file} lie in {found[0]}: {found[1]} of {counted['rows']}, and {counted[INSIDE]} in {month}",
            month=month,
            next_step="The publisher has put another month's file there: run the month again once that is mended.",
        )


def _time(contract: Contract) -> str:
    """The source column that says when a trip was."""
    return next(str(column.source) for column in contract.columns if column.name == contract.time_column)


def _row(connection: Any, expressions: Dict[str, str], relation: str) -> Dict[str, int]:
    labelled = ", ".join(f"{expression} AS {name}" for name, expression in expressions.items())
    return dict(zip(expressions, connection.execute(f"SELECT {labelled} FROM {relation}").fetchone()))


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
