"""The ledger's copy on S3, from which CheckSource learns what is loaded without waking the warehouse.

`loading.json` names the load that changed the month last, or is about to; `loaded.json` is the ledger's newest row,
written after the commit. The copy is believed only beside the `loading.json` of its own load. That is enough: a load
looks at the ledger, writes `loading.json`, and commits only where the newest row is still the one that it looked at
(the fence). Whoever commits after another load has therefore replaced the `loading.json` of that load before the table
changes, and no load writes its own again once it is committed.

A load that dies before it has left its copy ends the belief in the one before: the next run loads for nothing.
"""

from __future__ import annotations

from typing import Any, Dict

from tlc_elt import keys, log
from tlc_elt.artifacts import checked
from tlc_elt.load.evidence import Run
from tlc_elt.load.ledger import Claim
from tlc_elt.objects import Objects

# What the ledger's row says of a load, besides the members of `loading.json`.
COPIED = ("load_number", "source_etag", "source_bytes", "source_last_modified", "loaded_at")


def announce(run: Run, claim: Claim, objects: Objects) -> None:
    """Ends the belief in the month's copy: the load is about to change the month."""
    loading = _loading(run, claim.run_id, claim.attempt)
    objects.write_json(run.processed_bucket, keys.loading(run.contract, run.month), checked("loading", loading))


def leave(run: Run, newest: Dict[str, Any], objects: Objects) -> None:
    """Writes the copy of the ledger's newest row.

    The month is loaded: a copy that cannot be written costs a needless load, and no more.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    copy = {**_loading(run, newest["run_id"], newest["attempt"]), **{name: newest[name] for name in COPIED}}
    try:
        objects.write_json(run.processed_bucket, keys.loaded(run.contract, run.month), checked("ledger_copy", copy))
    except (BotoCoreError, ClientError, ValueError) as error:
        log.event("no copy of the ledger is left", reason=str(error))


def _loading(run: Run, run_id: str, attempt: str) -> Dict[str, Any]:
    return {
        "version": 1,
        "dataset": run.contract.dataset,
        "source_month": run.month,
        "run_id": run_id,
        "attempt": attempt,
    }
