"""Progress for the job's log stream: one JSON object a line on stdout."""

from __future__ import annotations

import functools
import json
import sys
from typing import Optional


def started(job: str) -> None:
    """Writes what the job runs on: the image decides that, and `ops doctor --after-first-run` looks at it."""
    versions = {name: _version(name) for name in ("awscli", "botocore", "duckdb")}
    event("job starts", job=job, python=sys.version.split()[0], **versions)


@functools.lru_cache(maxsize=None)
def _version(name: str) -> Optional[str]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return None


def event(name: str, **fields: object) -> None:
    """Writes one event; `ops logs` shows it."""
    print(json.dumps({"event": name, **fields}, default=str), flush=True)
