"""SourceSchemaError in words: which columns, and what was expected of them."""

from __future__ import annotations

from typing import Sequence, Tuple

from tlc_elt.errors import SourceSchemaError


def schema_error(
    file: str,
    era: str,
    *,
    unexpected: Sequence[Tuple[str, str]] = (),
    missing: Sequence[Tuple[str, str]] = (),
    retyped: Sequence[Tuple[str, str, str]] = (),
    values: Sequence[str] = (),
    month: str = "MONTH",
) -> SourceSchemaError:
    """`unexpected`: (column, found type); `missing`: (column, expected); `retyped`: (column, expected, found)."""
    findings = [
        *(f"column {name}: expected none, found {found}" for name, found in unexpected),
        *(f"column {name}: expected {expected}, found none" for name, expected in missing),
        *(f"column {name}: expected {expected}, found {found}" for name, expected, found in retyped),
        *values,
    ]
    return SourceSchemaError(
        f"{file} does not fit era {era}: {'; '.join(findings)}",
        month=month,
        file=file,
        era=era,
        unexpected=[name for name, _ in unexpected],
        missing=[name for name, _ in missing],
        retyped=[name for name, _, _ in retyped],
        values=list(values),
    )
