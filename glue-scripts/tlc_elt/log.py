"""Progress for the job's log stream: one JSON object a line on stdout."""

from __future__ import annotations

import json


def event(name: str, **fields: object) -> None:
    """Writes one event; `ops logs` shows it."""
    print(json.dumps({"event": name, **fields}, default=str), flush=True)
