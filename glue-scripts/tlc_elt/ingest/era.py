"""The era of a file, by its physical schema and its month."""

from __future__ import annotations

from typing import List, NamedTuple, Sequence, Tuple

from tlc_elt.contract import Contract, Era
from tlc_elt.errors import MonthNotSupported
from tlc_elt.parquet.physical_schema import PhysicalColumn
from tlc_elt.schema_error import schema_error


class Difference(NamedTuple):
    """How a file's columns differ from an era's: (column, type …) of each."""

    unexpected: Tuple[Tuple[str, str], ...]
    missing: Tuple[Tuple[str, str], ...]
    retyped: Tuple[Tuple[str, str, str], ...]

    @property
    def distance(self) -> int:
        """Columns that are otherwise: a new name beside a lost one counts once, since it may be the same column."""
        return max(len(self.unexpected), len(self.missing)) + len(self.retyped)


def supported_era(contract: Contract, month: str) -> Era:
    """The month's own era; MonthNotSupported with the contract's reason where its files cannot be loaded."""
    for era in contract.eras:
        if era.covers(month):
            if era.refused is not None:
                raise MonthNotSupported(f"{contract.dataset} {month}: {era.refused}", month=month)
            return era
    raise MonthNotSupported(
        f"{contract.dataset} {month}: the contract has no era for the month; its first is {contract.first_month}",
        month=month,
    )


def era_of(contract: Contract, month: str, file: str, columns: Sequence[PhysicalColumn]) -> Era:
    """The era whose columns the file has: the month's own, else another one that it fits exactly.

    A publisher that rewrites old months may give them today's schema. Names must be the same, letter by letter;
    the order of the columns does not matter. Raises SourceSchemaError against the nearest era, the month's own before
    another, so that only the columns are named that keep the file from being of any.
    """
    own = supported_era(contract, month)
    others = [era for era in contract.eras if era.refused is None and era != own]
    nearest = min([own, *others], key=lambda era: difference(era, columns).distance)
    unexpected, missing, retyped = difference(nearest, columns)
    if unexpected or missing or retyped:
        raise schema_error(file, nearest.name, unexpected=unexpected, missing=missing, retyped=retyped, month=month)
    return nearest


def difference(era: Era, columns: Sequence[PhysicalColumn]) -> Difference:
    """What a file has otherwise than the era; all empty where it fits."""
    expected = {column.name: column for column in era.columns}
    unexpected: List[Tuple[str, str]] = []
    retyped: List[Tuple[str, str, str]] = []
    left = dict(expected)
    for name, found in columns:
        column = left.pop(name, None)
        if column is None:
            unexpected.append((name, f"{found}, a second time" if name in expected else found))
        elif found not in column.accepts:
            retyped.append((name, column.expected, found))
    missing = [(column.name, column.expected) for column in left.values()]
    return Difference(tuple(unexpected), tuple(missing), tuple(retyped))
