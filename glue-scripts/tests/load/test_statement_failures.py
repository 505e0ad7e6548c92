"""A load of which any statement fails: the real transaction, on the real local cloud, with one statement replaced."""

from typing import Any, Callable, List

import pytest

from tests.load.pipeline import Pipeline, run_id
from tlc_elt.errors import LoadFailed, ReconciliationError
from tlc_elt.load import commit
from tlc_elt.load.statements import Load, Step, transaction

EARLIER, LATER = "2024-11-25T17:24:30Z", "2025-01-10T08:00:00Z"
KINDS = ("lock", "fence", "delete", "delete", "copy", "copy", "audit", "audit")
KINDS += ("digest", "digest", "ledger")
# Each fails for another reason: a table that is not there, a value that is no number, a file that is not there.
BROKEN = {
    "copy": "COPY yellow_trips FROM 's3://processed/nowhere.json' IAM_ROLE 'arn:aws:iam::000000000000:role/copy' "
    "FORMAT AS PARQUET MANIFEST",
    "audit": "SELECT CAST(CASE WHEN COUNT(*) = -1 THEN '1' ELSE 'audit: ' || COUNT(*) END AS INTEGER) "
    "FROM yellow_trips",
}


def broken(step: Step) -> Step:
    """The step with a statement that the warehouse refuses."""
    return step._replace(sql=BROKEN.get(step.kind, "SELECT COUNT(*) FROM no_such_table"))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Replaces the statement at a position of the load's transaction until the test ends."""

    def at(position: int) -> None:
        def spoiled(load: Load) -> List[Step]:
            steps = transaction(load)
            return [broken(step) if index == position else step for index, step in enumerate(steps)]

        monkeypatch.setattr(commit, "transaction", spoiled)

    return at


def content(pipeline: Pipeline) -> List[Any]:
    """Every row that a reader can see, of every table."""
    return [
        pipeline.sql("SELECT * FROM yellow_trips ORDER BY source_month, pickup_datetime, trip_distance, tip_amount"),
        pipeline.sql("SELECT * FROM yellow_trips_quarantine ORDER BY source_month, source_row"),
        pipeline.sql("SELECT * FROM load_ledger ORDER BY load_number"),
    ]


def test_the_transaction_has_these_statements_in_this_order(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: List[str] = []

    def listed(load: Load) -> List[Step]:
        steps = transaction(load)
        seen.extend(step.kind for step in steps)
        return steps

    monkeypatch.setattr(commit, "transaction", listed)
    pipeline.run(pipeline.publish())
    assert tuple(seen) == KINDS


def test_a_statement_that_fails_at_any_position_commits_nothing(
    pipeline: Pipeline, failing: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.run(pipeline.publish(rows=20, modified=EARLIER))
    pipeline.run(pipeline.publish("2024-08", rows=10), month="2024-08")
    second = pipeline.publish(rows=31, bad=2, modified=LATER)
    pipeline.prepare(second, run=2)
    before = content(pipeline)
    for position, kind in enumerate(KINDS):
        failing(position)
        expected = ReconciliationError if kind == "audit" else LoadFailed
        with pytest.raises(expected) as raised:
            pipeline.load(second, run=2)
        if kind != "audit":
            assert f"statement {position + 1} ({kind}) was refused" in raised.value.what
        assert content(pipeline) == before, f"a failing {kind} at position {position} left something behind"
    monkeypatch.undo()
    pipeline.load(second, run=2)
    assert pipeline.standing() == (29, 2, [run_id(1), run_id(2)])
    assert pipeline.standing("2024-08") == (9, 1, [run_id(1, "2024-08")])
