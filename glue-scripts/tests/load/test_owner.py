"""Tables of somebody else: on Redshift everybody who may connect may make tables in schema public, and owns them."""

from __future__ import annotations

from typing import List

import pytest

from tests.load.pipeline import TABLES, YELLOW, Pipeline
from tlc_elt.errors import TableNotOwned
from tlc_elt.tables import statements_for

SOMEBODY = "IAM:somebody"


def made_by_somebody(pipeline: Pipeline, names: List[str]) -> None:
    """Tables with the contract's columns, whose owner lets everybody use them."""
    pipeline.administer(*statements_for(YELLOW, names))
    for name in names:
        pipeline.administer(f"GRANT ALL ON {name} TO PUBLIC", f'ALTER TABLE {name} OWNER TO "{SOMEBODY}"')


@pytest.mark.parametrize("names", [["load_ledger"], ["load_lock"], TABLES], ids=" ".join)
def test_nothing_is_loaded_into_tables_that_somebody_else_made_first(pipeline: Pipeline, names: List[str]) -> None:
    publication = pipeline.publish()
    pipeline.prepare(publication)
    made_by_somebody(pipeline, names)
    with pytest.raises(TableNotOwned) as raised:
        pipeline.load(publication)
    said = ", ".join(f"{name} belongs to {SOMEBODY}" for name in sorted(names))
    assert str(raised.value).startswith(f"{said}, who may change its rows at any time; nothing was loaded.")
    assert [name for name in TABLES if pipeline.exists(name)] == sorted(names, key=TABLES.index)
    assert {name: pipeline.sql(f"SELECT COUNT(*) FROM {name}") for name in names} == {name: [(0,)] for name in names}


def test_a_view_that_somebody_else_made_in_the_place_of_the_ledger_is_found(pipeline: Pipeline) -> None:
    publication = pipeline.publish()
    pipeline.prepare(publication)
    (ledger,) = [table for table in YELLOW.tables if table.name == "load_ledger"]
    columns = ", ".join(f"CAST(NULL AS {column.type}) AS {column.name}" for column in ledger.columns)
    pipeline.administer(
        f"CREATE VIEW load_ledger AS SELECT {columns}",
        "GRANT SELECT ON load_ledger TO PUBLIC",
        f'ALTER TABLE load_ledger OWNER TO "{SOMEBODY}"',
    )
    try:
        with pytest.raises(TableNotOwned, match=f"load_ledger belongs to {SOMEBODY}"):
            pipeline.load(publication)
        assert not pipeline.exists("yellow_trips")
    finally:
        pipeline.administer("DROP VIEW load_ledger")


def test_a_table_that_was_given_away_is_not_loaded_into_until_it_is_the_jobs_again(pipeline: Pipeline) -> None:
    first = pipeline.publish(rows=20)
    pipeline.run(first)
    before = pipeline.standing()
    ((me,),) = pipeline.sql("SELECT CURRENT_USER")
    pipeline.administer(f'ALTER TABLE load_ledger OWNER TO "{SOMEBODY}"', "GRANT ALL ON load_ledger TO PUBLIC")
    second = pipeline.publish(rows=22, modified="2025-01-15T00:00:00Z")
    pipeline.prepare(second, run=2)
    with pytest.raises(TableNotOwned):
        pipeline.load(second, run=2)
    assert pipeline.standing() == before
    pipeline.administer(f'ALTER TABLE load_ledger OWNER TO "{me}"')
    pipeline.load(second, run=2)
    assert pipeline.standing()[2] == [*before[2], "yellow-2024-09-r2"]
