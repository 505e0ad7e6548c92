"""How much of a month may be quarantined."""

from __future__ import annotations

import statistics
from typing import Dict, List, Optional, Sequence

from tlc_elt.contract import QuarantineLimits
from tlc_elt.load.ledger import Loaded


def months_before(month: str, count: int) -> str:
    """The month `count` months before."""
    total = int(month[:4]) * 12 + int(month[5:]) - 1 - count
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def share(rows: int, of: int) -> float:
    """A share from 0 to 1; no rows have none."""
    return rows / of if of else 0.0


def earlier_shares(limits: QuarantineLimits, month: str, loads: Sequence[Loaded]) -> List[float]:
    """Quarantined shares of the loaded months that the limit compares with, latest month first."""
    first = months_before(month, limits.within_months)
    newest: Dict[str, Loaded] = {load.month: load for load in loads if first <= load.month < month}
    latest = sorted(newest, reverse=True)[: limits.median_of]
    return [share(newest[name].quarantined_rows, newest[name].source_rows) for name in latest]


def exceeded(
    limits: QuarantineLimits, month: str, quarantined: int, source_rows: int, loads: Sequence[Loaded]
) -> Optional[str]:
    """What the month's quarantined share exceeds, with both numbers; None where it is within the limits."""
    own = share(quarantined, source_rows)
    said = f"{quarantined} of {source_rows} rows ({own:.2%}) break a rule"
    if own > limits.max_share:
        return f"{said}, more than {limits.max_share:.0%}"
    earlier = earlier_shares(limits, month, loads)
    if len(earlier) < limits.least_months:
        return None
    median = statistics.median(earlier)
    if own > max(limits.times_median * median, limits.least_share):
        return (
            f"{said}, more than {limits.times_median:g} times the median {median:.2%} of the "
            f"{len(earlier)} months loaded before"
        )
    return None
