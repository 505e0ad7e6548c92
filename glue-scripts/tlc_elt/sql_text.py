"""Values and checks in SQL that Redshift runs, and DuckDB in the local cloud."""

from __future__ import annotations


def text(value: str) -> str:
    """A string literal. BatchExecuteStatement's parameters reach every statement of a batch, literals only one."""
    if "\\" in value or "\0" in value:
        # Redshift reads a backslash in a literal as an escape, others do not: no value of ours has one.
        raise ValueError(f"{value!r} cannot be written as SQL text")
    return "'" + value.replace("'", "''") + "'"


def date(month: str) -> str:
    """The first day of a month (`2024-09`)."""
    return f"DATE {text(month + '-01')}"


def abort_unless(condition: str, ok: str, otherwise: str) -> str:
    """An expression that is the integer `ok` where the condition holds, and aborts the transaction where not.

    The whole CASE is cast: PostgreSQL's line folds the cast of a literal within a branch when it parses, and would
    always abort. `otherwise` is SQL text for the message.
    """
    return f"CAST(CASE WHEN {condition} THEN {text(ok)} ELSE {otherwise} END AS INTEGER)"
