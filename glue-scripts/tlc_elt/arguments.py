"""Arguments of a job, `--name value`, as the contract lists them.

Not `awsglue.utils`: it refuses unknown names, and an execution that waits for weeks may pass those of an older
or a newer workflow.
"""

from __future__ import annotations

import re
from typing import Dict, Iterator, Sequence, Tuple

from tlc_elt import log
from tlc_elt.contract import document
from tlc_elt.errors import PipelineInputError

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def parse(job: str, argv: Sequence[str]) -> Dict[str, str]:
    """The contract's arguments of the job, defaults applied; PipelineInputError names those that are missing."""
    log.started(job)
    given = dict(_pairs(argv))
    contract = {argument["name"]: argument for argument in document()["job_arguments"][job]}
    unknown = sorted(set(given) - set(contract))
    if unknown:
        log.event("arguments not used", job=job, names=unknown)
    values = {name: given.get(name, argument.get("default", "")) for name, argument in contract.items()}
    missing = [name for name, value in values.items() if value == ""]
    if missing:
        meanings = "; ".join(f"--{name} ({contract[name]['meaning'].rstrip('.')})" for name in missing)
        raise PipelineInputError(f"{job} was started without {meanings}", missing=missing)
    for name, value in values.items():
        if contract[name].get("default") == "false" and value not in ("true", "false"):
            raise PipelineInputError(f"--{name} is {value!r}, and neither 'true' nor 'false'")
    if "source_month" in values and not MONTH.fullmatch(values["source_month"]):
        raise PipelineInputError(f"--source_month {values['source_month']!r} is no month such as 2024-09")
    return values


def _pairs(argv: Sequence[str]) -> Iterator[Tuple[str, str]]:
    """Names and values; Glue passes some of its own names without a value."""
    index = 0
    while index < len(argv):
        token = argv[index]
        index += 1
        if not token.startswith("--"):
            continue
        name, equals, value = token[2:].partition("=")
        if not equals and index < len(argv) and not argv[index].startswith("--"):
            value = argv[index]
            index += 1
        yield name, value
