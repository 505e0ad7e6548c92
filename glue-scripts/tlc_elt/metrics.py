"""Metrics in CloudWatch's embedded metric format ("Specification: Embedded metric format", CloudWatch user guide)."""

from __future__ import annotations

import json
import time
from typing import Dict, Mapping

from tlc_elt.contract import document


def emit(stage: str, dataset: str, values: Mapping[str, float], **dimensions: str) -> None:
    """Prints metrics of the contract, with its units; KeyError on a name that it does not have.

    Every metric has the dimensions Stage and Dataset; `dimensions` adds others (QuarantinedByRule has Rule).
    """
    contract = document()["metrics"]
    all_dimensions: Dict[str, str] = {"Stage": stage, "Dataset": dataset, **dimensions}
    directive = {
        "Namespace": contract["namespace"],
        "Dimensions": [list(all_dimensions)],
        "Metrics": [{"Name": name, "Unit": contract["units"][name]} for name in values],
    }
    line = {
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
        **all_dimensions,
        **values,
    }
    print(json.dumps(line), flush=True)
