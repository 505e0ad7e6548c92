"""How often and how long the warehouse is asked again, where another try may succeed."""

from __future__ import annotations

import random
import time
from typing import Callable, TypeVar

from tlc_elt import log
from tlc_elt.data_api import StatementFailed, Unreachable
from tlc_elt.errors import LoadConflict, WarehouseUnavailable

MOST_TRIES = 8
FIRST_SECONDS = 0.25
LONGEST_SECONDS = 15.0

Answer = TypeVar("Answer")


def with_retries(
    what: str, work: Callable[[], Answer], month: str = "MONTH", sleep: Callable[[float], None] = time.sleep
) -> Answer:
    """The answer of `work`, which must be safe to run twice: an unreachable warehouse may have done it.

    Raises LoadConflict or WarehouseUnavailable after the last try; other failures pass.
    """
    tries = 0
    while True:
        tries += 1
        try:
            return work()
        except (StatementFailed, Unreachable) as error:
            conflict = isinstance(error, StatementFailed) and error.is_conflict
            passing = conflict or isinstance(error, Unreachable) or error.is_passing
            if not passing:
                raise
            log.event("trying again", what=what, tries=tries, reason=str(error))
            if tries == MOST_TRIES:
                kind = LoadConflict if conflict else WarehouseUnavailable
                raise kind(f"{what} failed {tries} times, last with: {error}", month=month) from error
        longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (tries - 1))
        sleep(longest * random.random())
