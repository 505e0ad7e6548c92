"""The contracts that `packages/contracts` generates into contracts.json, with types."""

from __future__ import annotations

import datetime
import functools
import json
import pkgutil
import re
from typing import Any, Dict, NamedTuple, Optional, Tuple

# The only stage that takes what was generated for a demonstration.
LOCAL_STAGE = "local"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class Column(NamedTuple):
    """A column of a warehouse table; `source` is the published column that it comes from."""

    name: str
    type: str
    source: Optional[str]


class Table(NamedTuple):
    """A warehouse table; everybody may read a public one."""

    name: str
    columns: Tuple[Column, ...]
    public: bool


class SourceColumn(NamedTuple):
    """A published column, the types it is known with, and its type in months where it is all NULL."""

    name: str
    types: Tuple[str, ...]
    all_null_type: Optional[str]
    expected: str
    """The types in words."""
    accepts: Dict[str, str]
    """Type that a file may have → the values that may stand in it: `any`, or a check of `value_checks`."""


class Era(NamedTuple):
    """Months, both ends included, whose files share a physical schema; `refused` says why none can be loaded."""

    name: str
    first: str
    last: Optional[str]
    refused: Optional[str]
    columns: Tuple[SourceColumn, ...]
    missing_columns: Tuple[str, ...] = ()
    """Optional source columns of the table that the files lack, as NULLs to select beside `*`."""

    def covers(self, month: str) -> bool:
        """Whether the month (`2024-09`) lies in the era."""
        return self.first <= month and (self.last is None or month <= self.last)


class Rule(NamedTuple):
    """A condition that each accepted row meets."""

    name: str
    sentence: str
    sql: str


class QuarantineLimits(NamedTuple):
    """How much may be quarantined (shares from 0 to 1) before a load stops."""

    max_share: float
    times_median: float
    median_of: int
    within_months: int
    least_months: int
    least_share: float


class RepublicationLimits(NamedTuple):
    """How much a republication may change: so many rows always, and shares (0 to 1) of the rows and of the `total`."""

    rows: int
    share: float
    total: Optional[str]
    money_share: float


class Sql(NamedTuple):
    """SELECTs and expressions that DuckDB and Spark share, with placeholders for `fill`."""

    annotated: str
    accepting: str
    accepted: str
    quarantine: str
    counts: Dict[str, str]
    narrowing: Dict[str, str]


class DigestSelects(NamedTuple):
    """SELECTs that digest the rows of `{from}`, by dialect: `duckdb`, `redshift`."""

    table: Dict[str, str]
    quarantine: Dict[str, str]


class Contract(NamedTuple):
    """All that the jobs know of a dataset."""

    dataset: str
    version: int
    table: str
    quarantine_table: str
    lock_table: str
    file_name: str
    url_path: str
    first_month: str
    eras: Tuple[Era, ...]
    columns: Tuple[Column, ...]
    time_column: str
    rules: Tuple[Rule, ...]
    pickup_tolerance_days: int
    quarantine_limits: QuarantineLimits
    least_share: float
    """Share of the loaded rows, 0 to 1, below which a republication is not loaded by itself."""
    republication_limits: RepublicationLimits
    diff: Dict[str, Any]
    """SQL that compares two publications: packages/contracts/src/diff/sql.ts."""
    tables: Tuple[Table, ...]
    warehouse_statements: Tuple[str, ...]
    sql: Sql
    digests: DigestSelects
    profile: Dict[str, Any]
    """What is counted of the accepted rows: `has_zones`, `measures`, `categories`, and the SELECT by engine."""
    named: Optional[Dict[str, Any]]
    """The lookup that names the dataset's ids, and its view (tlc_elt/lookup.py)."""

    @property
    def quarantine_columns(self) -> Tuple[Column, ...]:
        """Columns of the quarantine table."""
        return next(table.columns for table in self.tables if table.name == self.quarantine_table)

    def era(self, name: str) -> Era:
        """The era of that name; KeyError where the contract has none."""
        for era in self.eras:
            if era.name == name:
                return era
        raise KeyError(f"the contract of {self.dataset} has no era {name}")

    def window(self, month: str) -> Tuple[str, str]:
        """Start (included) and end (excluded) of the pickups that belong to the month, as SQL timestamps."""
        first = datetime.date.fromisoformat(f"{month}-01")
        tolerance = datetime.timedelta(days=self.pickup_tolerance_days)
        following = (first + datetime.timedelta(days=31)).replace(day=1)
        return f"{first - tolerance} 00:00:00", f"{following + tolerance} 00:00:00"

    def source(self, era: str, relation: str) -> str:
        """A relation of source columns, with NULLs for the optional columns of the table that the era lacks."""
        missing = self.era(era).missing_columns
        return f"(SELECT *, {', '.join(missing)} FROM {relation})" if missing else relation


@functools.lru_cache(maxsize=None)
def document() -> Dict[str, Any]:
    """contracts.json. Read through the loader: Spark imports this package from a zip."""
    data = pkgutil.get_data(__package__, "contracts.json")
    if data is None:
        raise FileNotFoundError("tlc_elt/contracts.json is missing: build glue-scripts again")
    loaded: Dict[str, Any] = json.loads(data)
    return loaded


@functools.lru_cache(maxsize=None)
def dataset(name: str) -> Contract:
    """The contract of a dataset; KeyError naming those that there are."""
    known = document()["datasets"]
    if name not in known:
        raise KeyError(f"there is no dataset {name!r}; name one of {', '.join(known)}")
    return contract_of(known[name])


def contract_of(raw: Dict[str, Any]) -> Contract:
    """A Contract of its JSON form."""
    limits = raw["quarantineLimits"]
    return Contract(
        dataset=raw["dataset"],
        version=raw["version"],
        table=raw["table"],
        quarantine_table=raw["quarantineTable"],
        lock_table=raw["lockTable"],
        file_name=raw["fileName"],
        url_path=raw["urlPath"],
        first_month=raw["firstMonth"],
        eras=tuple(_era(era) for era in raw["eras"]),
        columns=columns_of(raw["columns"]),
        time_column=raw["timeColumn"],
        rules=tuple(Rule(rule["name"], rule["sentence"], rule["sql"]) for rule in raw["rules"]),
        pickup_tolerance_days=raw["pickupToleranceDays"],
        quarantine_limits=QuarantineLimits(
            limits["maxShare"],
            limits["timesMedian"],
            limits["medianOf"],
            limits["withinMonths"],
            limits["leastMonths"],
            limits["leastShare"],
        ),
        least_share=raw["shrink"]["leastShare"],
        republication_limits=_republication_limits(raw["republication"]["limits"]),
        diff=raw["diff"],
        tables=tuple(table_of(table) for table in raw["tables"]),
        warehouse_statements=tuple(raw["warehouse_statements"]),
        sql=Sql(**raw["sql"]),
        digests=DigestSelects(**raw["digests"]),
        profile=raw["profile"],
        named=raw.get("named"),
    )


def _republication_limits(raw: Dict[str, Any]) -> RepublicationLimits:
    return RepublicationLimits(raw["rows"], raw["share"], raw.get("total"), raw["moneyShare"])


def table_of(raw: Dict[str, Any]) -> Table:
    """A Table of its JSON form."""
    return Table(raw["name"], columns_of(raw["columns"]), raw["public"])


def columns_of(raw: Any) -> Tuple[Column, ...]:
    """Columns of their JSON form."""
    return tuple(Column(column["name"], column["type"], column.get("source")) for column in raw)


def _era(raw: Dict[str, Any]) -> Era:
    columns = tuple(
        SourceColumn(
            column["name"], tuple(column["types"]), column.get("allNullType"), column["expected"], column["accepts"]
        )
        for column in raw["columns"]
    )
    missing = tuple(raw.get("missing_columns", ()))
    return Era(raw["name"], raw["from"], raw.get("to"), raw.get("refused"), columns, missing)


def fill(template: str, **values: str) -> str:
    """The template with each `{name}` replaced; KeyError on a placeholder without a value."""
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], template)
