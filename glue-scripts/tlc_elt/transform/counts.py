"""Counts of one attempt, and the equalities between them: nothing vanishes."""

from __future__ import annotations

from typing import Dict, Mapping, NamedTuple, Sequence

from tlc_elt import keys
from tlc_elt.digests import Digests, compared
from tlc_elt.errors import ReconciliationError
from tlc_elt.schema_error import schema_error
from tlc_elt.transform.plan import Plan
from tlc_elt.transform.profile import Counts, differences
from tlc_elt.transform.sql import NARROWING


class WrittenFile(NamedTuple):
    """A parquet file of the processed bucket; `rows` by its footer."""

    key: str
    rows: int
    bytes: int


class Written(NamedTuple):
    """What an engine counted while writing, and the files that it wrote; empty files are left out."""

    source_rows: int
    accepted_rows: int
    quarantined_rows: int
    by_rule: Dict[str, int]
    duplicate_rows: int
    """Accepted rows beyond the first of those that are equal in every column of the table."""
    trips: Sequence[WrittenFile]
    quarantine: Sequence[WrittenFile]
    quarantine_copy: Sequence[WrittenFile]
    accepted: Digests
    """Of the rows of `trips`, read back."""
    rejected: Digests
    """Of the rows of `quarantine_copy`, read back."""
    profile: Counts
    """Of the rows of `trips`, read back."""


def rows_of(files: Sequence[WrittenFile]) -> int:
    """Rows of the files by their footers."""
    return sum(file.rows for file in files)


def by_rule(plan: Plan, counted: Mapping[str, int]) -> Dict[str, int]:
    """Rows that break each rule, in the contract's order, zeros included."""
    return {rule.name: int(counted[rule.name]) for rule in plan.contract.rules}


def reconcile(plan: Plan, written: Written) -> None:
    """ReconciliationError naming both values where two counts, or digests, of the same rows differ."""
    footer = plan.source_rows
    total = written.accepted_rows + written.quarantined_rows
    equalities = (
        ("rows by the raw file's footer", footer, "rows read", written.source_rows),
        ("rows by the raw file's footer", footer, "accepted and quarantined rows", total),
        ("accepted rows", written.accepted_rows, "rows in the trips files", rows_of(written.trips)),
        (
            "quarantined rows",
            written.quarantined_rows,
            "rows in the quarantine files",
            rows_of(written.quarantine),
        ),
        (
            "quarantined rows",
            written.quarantined_rows,
            "rows in the quarantine files for COPY",
            rows_of(written.quarantine_copy),
        ),
        ("quarantined rows", written.quarantined_rows, "rows digested of them", int(written.rejected["rows"])),
        *(
            (f"rows of the raw file break {rule}", int(plan.manifest["by_rule"].get(rule, 0)), "were found here", count)
            for rule, count in written.by_rule.items()
        ),
    )
    for name, found in differences(plan.contract, written.profile, written.accepted_rows):
        equalities = (*equalities, ("accepted rows", written.accepted_rows, name, found))
    for left, expected, right, found in equalities:
        if expected != found:
            raise ReconciliationError(
                f"{plan.contract.dataset} {plan.month}: {expected} {left}, but {found} {right}",
                month=plan.month,
                expected=expected,
                found=found,
            )
    difference = compared(plan.manifest["accepted"], written.accepted)
    if difference:
        raise ReconciliationError(
            f"{plan.contract.dataset} {plan.month}: accepted rows of the raw file against those of the trips files "
            f"differ in {difference}",
            month=plan.month,
        )


def require_no_narrowing(plan: Plan, counted: Mapping[str, int]) -> None:
    """SourceSchemaError naming each column with values that INTEGER cannot hold; IngestRaw refuses such files."""
    values = [
        f"column {name[len(NARROWING) :]}: {count} value{'s' * (count > 1)} that INTEGER cannot hold"
        for name, count in counted.items()
        if name.startswith(NARROWING) and count
    ]
    if values:
        raise schema_error(
            keys.file_name(plan.contract, plan.month),
            str(plan.manifest["era"]),
            values=values,
            month=plan.month,
        )
