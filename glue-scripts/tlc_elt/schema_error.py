"""SourceSchemaError in words: which columns, and what was expected of them."""

from __future__ import annotations

import json
import re
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
        *(f"column {_shown(name)}: expected none, found {found}" for name, found in unexpected),
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


def _shown(name: str) -> str:
    """The publisher's name; in quotes, every letter to be seen, where it is none that a contract would have."""
    return name if re.fullmatch(r"[A-Za-z0-9_]+", name) else json.dumps(name)
