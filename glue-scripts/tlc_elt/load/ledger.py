"""What the ledger says of the months, and whether this load may replace what is loaded."""

from __future__ import annotations

import datetime
import re
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from tlc_elt import log
from tlc_elt.errors import GeneratedNotAllowed, LoadFailed, PipelineError, StaleRun


class Claim(NamedTuple):
    """The load that asks to replace a month."""

    month: str
    run_id: str
    attempt: str
    last_modified: str
    generated: bool
    force: bool
    accept_older: bool = False

    @property
    def any_order(self) -> bool:
        """Whether somebody has said that an older publication, or an earlier run, may replace what is loaded."""
        return self.force or self.accept_older

    @property
    def run_number(self) -> int:
        """The number that the run id ends in; 0 for a run that was not named by the pipeline."""
        match = re.search(r"-r(\d{1,9})$", self.run_id)
        return int(match.group(1)) if match else 0


class Loaded(NamedTuple):
    """A row of the ledger, as far as loads look at it."""

    month: str
    load_number: int
    run_id: str
    run_number: int
    attempt: str
    last_modified: str
    source_rows: int
    quarantined_rows: int
    loaded_rows: int
    generated: bool


def timestamp(text: str) -> str:
    """A moment, of RFC 3339 in UTC or of the warehouse, in one form that sorts: `2024-11-25 17:24:30.000000`."""
    moment = text.rstrip("Z").replace("T", " ")
    whole, _, decimals = moment.partition(".")
    datetime.datetime.fromisoformat(whole)
    return f"{whole}.{decimals.ljust(6, '0')[:6]}"


NEEDED = (
    "load_number",
    "run_id",
    "run_number",
    "attempt",
    "source_last_modified",
    "source_rows",
    "quarantined_rows",
    "loaded_rows",
    "generated",
)


def loads_of(rows: Sequence[Dict[str, Any]], month: str) -> List[Loaded]:
    """Rows of the ledger that can be read, oldest load first; LoadFailed where one of the month itself cannot.

    Other months only bound the quarantined share: a bad row among them must not end the loads of a year.
    """
    loads = []
    for row in rows:
        absent = [name for name in NEEDED if row[name] is None]
        if not absent:
            loads.append(_loaded(row))
            continue
        which = f"row {row['load_number']} ({row['run_id']}) of {row['source_month']}"
        what = f"the ledger's {which} has no {', '.join(absent)}"
        if str(row["source_month"])[:7] == month:
            raise LoadFailed(what, month=month, next_step="`ops verify MONTH` says what is wrong and how it is mended.")
        log.event("left out of the limits", reason=what)
    return sorted(loads, key=lambda load: load.load_number)


def _loaded(row: Dict[str, Any]) -> Loaded:
    return Loaded(
        month=str(row["source_month"])[:7],
        load_number=int(row["load_number"]),
        run_id=row["run_id"],
        run_number=int(row["run_number"]),
        attempt=row["attempt"],
        last_modified=timestamp(row["source_last_modified"]),
        source_rows=int(row["source_rows"]),
        quarantined_rows=int(row["quarantined_rows"]),
        loaded_rows=int(row["loaded_rows"]),
        generated=bool(row["generated"]),
    )


def newest_of(loads: Sequence[Loaded], month: str) -> Optional[Loaded]:
    """The load whose rows the table has for the month."""
    return next((load for load in reversed(loads) if load.month == month), None)


def own_load(loads: Sequence[Loaded], claim: Claim) -> Optional[Loaded]:
    """The committed load of this very attempt: an earlier try of the job wrote it."""
    return next((load for load in loads if (load.run_id, load.attempt) == (claim.run_id, claim.attempt)), None)


def refusal(newest: Optional[Loaded], claim: Claim) -> Optional[PipelineError]:
    """Why the claim may not replace the month's newest load; `statements.fence` holds that this is still the newest."""
    if newest is None or (newest.generated and not claim.generated):
        return None
    if claim.generated and not newest.generated:
        return GeneratedNotAllowed(
            f"{claim.run_id} is generated, and {claim.month} has the real load {newest.run_id}",
            month=claim.month,
        )
    own = (timestamp(claim.last_modified), claim.run_number)
    if claim.any_order or (newest.last_modified, newest.run_number) <= own:
        return None
    return StaleRun(
        f"{claim.run_id} (published {own[0]}) is older than what is loaded: {newest.run_id} "
        f"(published {newest.last_modified})",
        month=claim.month,
        loaded=newest.run_id,
    )
