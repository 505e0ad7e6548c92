"""What one attempt of TransformTrips reads and writes, by the raw manifest."""

from __future__ import annotations

from typing import Any, Dict, Mapping, NamedTuple, Optional, Tuple

from tlc_elt import keys
from tlc_elt.contract import Contract
from tlc_elt.errors import SourceFileInvalid

AGAIN = "Run the month again: `ops run MONTH` downloads the file anew."


class SourceColumn(NamedTuple):
    """A column of the raw file and its type, such as INT64 or TIMESTAMP_MICROS."""

    name: str
    type: str


class Plan(NamedTuple):
    """One attempt: the raw file that the manifest describes, and the prefix that the attempt alone writes below."""

    contract: Contract
    month: str
    run_id: str
    attempt: str
    stage: str
    raw_bucket: str
    processed_bucket: str
    manifest: Mapping[str, Any]

    @property
    def raw_key(self) -> str:
        """Key of the raw file."""
        return str(self.manifest["key"])

    @property
    def source_rows(self) -> int:
        """Rows by the raw file's footer."""
        return int(self.manifest["rows"])

    @property
    def source_columns(self) -> Tuple[SourceColumn, ...]:
        """Columns of the raw file, in its order."""
        return tuple(SourceColumn(column["name"], column["type"]) for column in self.manifest["physical_schema"])

    @property
    def prefix(self) -> str:
        """Prefix of everything that the attempt writes."""
        return keys.attempt_prefix(self.contract, self.month, self.run_id, self.attempt)


def plan(arguments: Mapping[str, str], contract: Contract, manifest: Optional[Dict[str, Any]], attempt: str) -> Plan:
    """The plan of an attempt; SourceFileInvalid where the manifest is missing or describes another file."""
    month, etag = arguments["source_month"], arguments["source_etag"]
    key = keys.raw_manifest(contract, month, etag)
    where = f"s3://{arguments['raw_bucket']}/{key}"
    if manifest is None:
        raise SourceFileInvalid(f"{where} does not exist: IngestRaw has not finished", month=month, next_step=AGAIN)
    asked = {"dataset": contract.dataset, "source_month": month, "source_etag": etag}
    found = {
        "dataset": manifest["dataset"],
        "source_month": manifest["source_month"],
        "source_etag": manifest["source"]["etag"],
    }
    for name, value in asked.items():
        if found[name] != value:
            raise SourceFileInvalid(
                f"{where} describes {name} {found[name]!r}, this run is of {value!r}",
                month=month,
                next_step=AGAIN,
            )
    if "accepted" not in manifest:
        raise SourceFileInvalid(
            f"{where} is of an older version: it has no digests",
            month=month,
            next_step="Run the month again: `ops run MONTH`.",
        )
    return Plan(
        contract=contract,
        month=month,
        run_id=arguments["run_id"],
        attempt=attempt,
        stage=arguments["stage"],
        raw_bucket=arguments["raw_bucket"],
        processed_bucket=arguments["processed_bucket"],
        manifest=manifest,
    )


def require_length(plan: Plan, found: Optional[int]) -> None:
    """SourceFileInvalid unless the raw object has the manifest's length; `found` is None where it does not exist."""
    expected = int(plan.manifest["bytes"])
    if found != expected:
        what = "does not exist" if found is None else f"has {found} bytes"
        raise SourceFileInvalid(
            f"s3://{plan.raw_bucket}/{plan.raw_key} {what}, its manifest says {expected}",
            month=plan.month,
            next_step=AGAIN,
        )


def require_sha256(plan: Plan, found: str) -> None:
    """SourceFileInvalid unless the raw object has the manifest's hash."""
    expected = plan.manifest["sha256"]
    if found != expected:
        raise SourceFileInvalid(
            f"s3://{plan.raw_bucket}/{plan.raw_key} has the SHA-256 {found}, its manifest says {expected}",
            month=plan.month,
            next_step=AGAIN,
        )
