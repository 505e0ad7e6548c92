"""S3 keys, by the templates of the contract."""

from __future__ import annotations

from typing import Dict

from tlc_elt.contract import Contract, document, fill

# What tells the report from the other objects of an attempt.
REPORT_ENDING = document()["keys"]["transform_report"].partition("{attempt}")[2]


def _key(template: str, contract: Contract, month: str, **more: str) -> str:
    values: Dict[str, str] = {"dataset": contract.dataset, "yyyy": month[:4], "mm": month[5:], **more}
    return fill(document()["keys"][template], **values)


def file_name(contract: Contract, month: str) -> str:
    """Name of the publisher's file of a month."""
    return fill(contract.file_name, month=month, yyyy=month[:4], mm=month[5:])


def raw_file(contract: Contract, month: str, etag: str) -> str:
    """The published file, byte for byte."""
    return _key("raw_file", contract, month, etag=etag, file_name=file_name(contract, month))


def raw_manifest(contract: Contract, month: str, etag: str) -> str:
    """The manifest beside a published file."""
    return _key("raw_manifest", contract, month, etag=etag)


def publication_diff(contract: Contract, month: str, etag: str, before: str) -> str:
    """What a publication changed beside an earlier one."""
    return _key("publication_diff", contract, month, etag=etag, before=before)


def run_prefix(contract: Contract, month: str, run_id: str) -> str:
    """Prefix of a run; the next folder is an attempt."""
    return _key("run_prefix", contract, month, run_id=run_id)


def attempt_prefix(contract: Contract, month: str, run_id: str, attempt: str) -> str:
    """Prefix of everything that one attempt of TransformTrips writes."""
    return _key("attempt_prefix", contract, month, run_id=run_id, attempt=attempt)


def profile(contract: Contract, month: str, run_id: str, attempt: str) -> str:
    """What the accepted rows of an attempt are like."""
    return _key("profile", contract, month, run_id=run_id, attempt=attempt)


def transform_report(contract: Contract, month: str, run_id: str, attempt: str) -> str:
    """The last object of an attempt."""
    return _key("transform_report", contract, month, run_id=run_id, attempt=attempt)


def copy_manifest(contract: Contract, month: str, run_id: str, attempt: str) -> str:
    """COPY manifest of the accepted rows."""
    return _key("copy_manifest", contract, month, run_id=run_id, attempt=attempt)


def quarantine_copy_manifest(contract: Contract, month: str, run_id: str, attempt: str) -> str:
    """COPY manifest of the rejected rows."""
    return _key("quarantine_copy_manifest", contract, month, run_id=run_id, attempt=attempt)


def loading(contract: Contract, month: str) -> str:
    """What says which load changed the month last, or is about to."""
    return _key("loading", contract, month)


def loaded(contract: Contract, month: str) -> str:
    """The copy of the month's newest row of the ledger."""
    return _key("loaded", contract, month)
