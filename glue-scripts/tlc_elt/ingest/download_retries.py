"""How often and how long a download tries again."""

from __future__ import annotations

import random
import time
from typing import Callable, Optional

MOST_IN_A_ROW = 6
MOST_IN_ALL = 60
FIRST_SECONDS = 0.5
LONGEST_SECONDS = 30.0


class Retries:
    """Counts failures: `MOST_IN_A_ROW` without a byte of progress, `MOST_IN_ALL` together."""

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        random_share: Callable[[], float] = random.random,
    ) -> None:
        self._sleep = sleep
        self._random_share = random_share
        self._in_a_row = 0
        self.failures = 0

    def again(self, progressed: bool, asked_seconds: Optional[float] = None) -> bool:
        """Waits before the next try; False where there is none. `asked_seconds`: the server's Retry-After."""
        self._in_a_row = 1 if progressed else self._in_a_row + 1
        self.failures += 1
        if self._in_a_row > MOST_IN_A_ROW or self.failures > MOST_IN_ALL:
            return False
        longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (self._in_a_row - 1))
        # Full jitter, so that months which were cut off together do not come back together.
        self._sleep(max(longest * self._random_share(), min(asked_seconds or 0.0, LONGEST_SECONDS)))
        return True
