"""The contract's SQL, filled in for one attempt; DuckDB and Spark run the same text."""

from __future__ import annotations

from typing import Dict, NamedTuple, Tuple

from tlc_elt.contract import fill
from tlc_elt.transform.plan import Plan

# Relations that the SQL reads, made by the engines.
SOURCE, DOUBTFUL, ANNOTATED, REJECTED = "source", "doubtful", "annotated", "rejected"

# Types whose every value fits into INTEGER.
NEVER_NARROWED = ("INT32",)
NARROWING = "narrowing_"


class Statements(NamedTuple):
    """SELECTs over SOURCE, DOUBTFUL and ANNOTATED, in that order; expressions over annotated rows."""

    doubtful: str
    """Rows of SOURCE that break a rule, or have a value that INTEGER cannot hold: few, with every column."""
    annotated: str
    accepted: str
    quarantine: str
    counts: Dict[str, str]
    """Aggregates by name: source_rows, accepted_rows, and the rows that break each rule."""
    narrowing: Dict[str, str]
    """Source column → condition of a value that INTEGER cannot hold; columns that can have one."""


def statements(plan: Plan) -> Statements:
    """The SQL of an attempt."""
    sql = plan.contract.sql
    start, end = plan.contract.window(plan.month)
    source = plan.contract.source(plan.manifest["era"], SOURCE)
    values = {
        "source": source,
        "annotated": ANNOTATED,
        "source_month": plan.month,
        "run_id": plan.run_id,
        "window_start": start,
        "window_end": end,
    }
    types = {column.name.lower(): column.type for column in plan.source_columns}
    narrowing = {
        column: condition
        for column, condition in sql.narrowing.items()
        if types.get(column.lower(), NEVER_NARROWED[0]) not in NEVER_NARROWED
    }
    doubts = " OR ".join((f"NOT ({fill(sql.accepting, **values)})", *narrowing.values()))
    return Statements(
        doubtful=f"SELECT * FROM {source} WHERE {doubts}",
        annotated=fill(sql.annotated, **{**values, "source": DOUBTFUL}),
        accepted=fill(sql.accepted, **values),
        quarantine=fill(sql.quarantine, **values),
        counts={name: fill(expression, **values) for name, expression in sql.counts.items()},
        narrowing=narrowing,
    )


def narrowing_counts(narrowing: Dict[str, str]) -> Dict[str, str]:
    """Aggregates that count the values which INTEGER cannot hold, by `narrowing_<column>`."""
    return {
        f"{NARROWING}{column}": f"COUNT(CASE WHEN {condition} THEN 1 END)" for column, condition in narrowing.items()
    }


def labelled(expressions: Dict[str, str]) -> Tuple[str, ...]:
    """`expression AS name` of each."""
    return tuple(f"{expression} AS {name}" for name, expression in expressions.items())


def quarantine_columns(plan: Plan) -> Tuple[str, ...]:
    """Columns of the quarantine files: the source's, then source_month, run_id, broken_rules."""
    return (*(column.name for column in plan.source_columns), "source_month", "run_id", "broken_rules")
