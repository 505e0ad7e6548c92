"""What the footers of the TLC's files are known to have, by the first month of each change; months run to 2026-08."""

from __future__ import annotations

import json
from typing import Dict, Iterator, List, NamedTuple, Optional, Tuple

from tests.conftest import ROOT

# Column → type; `INT32` of a column without values; None takes a column away.
Changes = Dict[str, Optional[str]]


class Footer(NamedTuple):
    """The columns of a month's file, and the era that they are of."""

    dataset: str
    month: str
    era: str
    columns: Tuple[Tuple[str, str], ...]


_KNOWN = json.loads((ROOT / "packages/contracts/src/dataset/known-footers.json").read_text())
LAST: str = _KNOWN["last"]
KNOWN: Dict[str, List[Tuple[str, Optional[str], Changes]]] = {
    # (first month, the era that begins with it, what changes)
    name: [(change["from"], change.get("era"), change["changes"]) for change in changes]
    for name, changes in _KNOWN["datasets"].items()
}


def months(first: str, last: str) -> Iterator[str]:
    """Every month from one to another."""
    year, number = int(first[:4]), int(first[5:])
    while f"{year}-{number:02}" <= last:
        yield f"{year}-{number:02}"
        year, number = (year, number + 1) if number < 12 else (year + 1, 1)


def known_footers() -> Iterator[Footer]:
    """The footer of every month that is known."""
    for dataset, changes in KNOWN.items():
        columns: Dict[str, str] = {}
        era = ""
        by_month = {first: (name, changed) for first, name, changed in changes}
        for month in months(changes[0][0], LAST):
            name, changed = by_month.get(month, (None, {}))
            era = name or era
            columns = {column: kind for column, kind in {**columns, **changed}.items() if kind is not None}
            yield Footer(dataset, month, era, tuple(columns.items()))
