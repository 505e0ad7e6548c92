"""AWS clients. botocore alone: boto3's session adds a tenth of a second to each job and nothing that they use."""

from __future__ import annotations

import functools
import gc
from typing import Any


@functools.lru_cache(maxsize=None)
def _session() -> Any:
    import botocore.session

    return botocore.session.get_session()


def client(service: str, **settings: Any) -> Any:
    """A client by the environment: endpoint, region, credentials. `settings` go into botocore's Config."""
    from botocore.config import Config

    retries = {"mode": "standard", "max_attempts": 5}
    made = _session().create_client(service, config=Config(**{"retries": retries, **settings}))
    # It lives as long as the process: the collector, which would look through it once more at the end, leaves it out.
    gc.freeze()
    return made
