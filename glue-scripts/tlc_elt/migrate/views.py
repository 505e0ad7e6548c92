"""What becomes of the views over the tables that are migrated.

A view keeps the columns that it was made with, and reads what it was made of: also a table that was renamed since.
"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Sequence, Set, Tuple

from tlc_elt.contract import Contract, Table, dataset, document
from tlc_elt.data_api import Warehouse
from tlc_elt.lookup import Lookup, lookup_of
from tlc_elt.tables import columns_of, expected_columns, statements_of


class View(NamedTuple):
    """A view of the contract, and what it is over."""

    table: Table
    statements: Tuple[str, ...]
    reads: Tuple[str, ...]
    contract: Contract
    """The dataset whose trips it names; of the view of a lookup, the one that is migrated."""

    @property
    def name(self) -> str:
        """Name of the view."""
        return self.table.name


class Plan(NamedTuple):
    """Statements that take views away before tables change, those that make them afterwards, and each view's share."""

    drops: List[str]
    creates: List[str]
    done: List[Dict[str, Any]]


def views_of(contract: Contract) -> List[View]:
    """The view of the dataset's lookup, that of its named trips, then those of other datasets that name the lookup."""
    found = lookup_of(contract)
    if found is None:
        return []
    lookup, _ = found
    made = tuple(statements_of(lookup.statements, [lookup.view.name]))
    others = [name for name in document()["datasets"] if name != contract.dataset]
    named = [_named(each, lookup) for each in (contract, *map(dataset, others))]
    return [
        View(lookup.view, made, (lookup.versions_table,), contract),
        *(view for views in named for view in views),
    ]


def _named(contract: Contract, lookup: Lookup) -> List[View]:
    found = lookup_of(contract)
    if found is None or found[0].name != lookup.name:
        return []
    return [View(found[1].table, found[1].statements, (contract.table, lookup.view.name), contract)]


def plan_views(warehouse: Warehouse, contract: Contract, renewed: Set[str], there: Dict[str, str]) -> Plan:
    """What the views need. `renewed`: tables that are made, or made anew; `there`: which relations there are.

    Another dataset's view is touched only where it stands in the way, because it reads a view that is made anew.
    """
    stale: Set[str] = set()
    plan = Plan([], [], [])
    for number, view in enumerate(views_of(contract)):
        is_own = number < 2
        is_there = view.name in there
        changed = is_there and bool((renewed | stale) & set(view.reads))
        if not changed and is_own and is_there:
            changed = columns_of(warehouse, view.table) != expected_columns(view.table)
        if changed:
            stale.add(view.name)
            plan.drops.insert(0, f"DROP VIEW {view.name}")
        if is_own or changed:
            _made(warehouse, view, changed, is_there, is_own, plan)
    return plan


def _made(warehouse: Warehouse, view: View, changed: bool, is_there: bool, is_own: bool, plan: Plan) -> None:
    """Adds what makes the view, where something does, and says what is done to it."""
    if is_there and not changed:
        plan.done.append(_done(view, "unchanged", ()))
    elif is_own or _is_migrated(warehouse, view.contract):
        plan.creates.extend(view.statements)
        plan.done.append(_done(view, "made anew" if is_there else "created", view.statements))
    else:
        then = f"`ops migrate --dataset {view.contract.dataset}` makes {view.name} again."
        plan.done.append({**_done(view, "dropped", ()), "next": then})


def _is_migrated(warehouse: Warehouse, contract: Contract) -> bool:
    """Whether the trips that another dataset's view reads have the columns that it wants of them."""
    (trips,) = [table for table in contract.tables if table.name == contract.table]
    return columns_of(warehouse, trips) == expected_columns(trips)


def _done(view: View, action: str, statements: Sequence[str]) -> Dict[str, Any]:
    return {"table": view.name, "action": action, "statements": list(statements)}
