"""What the load's transaction itself sees, when the checks before it have passed and the world has moved on."""

from typing import Any, Callable, List

import pytest

from tests.load.pipeline import Pipeline, run_id
from tlc_elt.errors import GeneratedNotAllowed, ReconciliationError, StaleRun
from tlc_elt.load import commit
from tlc_elt.load import run as load_run
from tlc_elt.load.statements import Load, Step, transaction

EARLIER, LATER = "2024-11-25T17:24:30Z", "2025-01-10T08:00:00Z"


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Does something once, between the load's look at the ledger and its transaction."""

    def before_commit(work: Callable[[], None]) -> None:
        def committed(*args: Any) -> None:
            monkeypatch.setattr(load_run, "commit", commit.commit)
            work()
            commit.commit(*args)

        monkeypatch.setattr(load_run, "commit", committed)

    return before_commit


def test_a_stale_run_that_has_passed_the_first_check_is_stopped_by_the_fence(
    pipeline: Pipeline, meanwhile: Callable[[Callable[[], None]], None]
) -> None:
    old, new = pipeline.publish(rows=20, modified=EARLIER), pipeline.publish(rows=31, modified=LATER)
    pipeline.run(pipeline.publish("2024-08"), month="2024-08")
    pipeline.prepare(old, run=1)
    pipeline.prepare(new, run=2)
    meanwhile(lambda: pipeline.load(new, run=2))
    with pytest.raises(StaleRun):
        pipeline.load(old, run=1)
    assert pipeline.standing() == (30, 1, [run_id(2)])


def test_a_generated_run_that_has_passed_the_first_check_is_stopped_by_the_fence(
    pipeline: Pipeline, meanwhile: Callable[[Callable[[], None]], None]
) -> None:
    generated = pipeline.publish(rows=20, modified=LATER, generated=True)
    real = pipeline.publish(rows=31, modified=EARLIER)
    pipeline.run(pipeline.publish("2024-08"), month="2024-08")
    pipeline.prepare(generated, run=2)
    pipeline.prepare(real, run=1)
    meanwhile(lambda: pipeline.load(real, run=1))
    with pytest.raises(GeneratedNotAllowed):
        pipeline.load(generated, run=2, force="true")
    assert pipeline.standing() == (30, 1, [run_id(1)])


def test_a_try_whose_twin_has_committed_meanwhile_loads_nothing_twice(
    pipeline: Pipeline, meanwhile: Callable[[Callable[[], None]], None]
) -> None:
    publication = pipeline.publish()
    pipeline.run(pipeline.publish("2024-08"), month="2024-08")
    pipeline.prepare(publication)
    meanwhile(lambda: pipeline.load(publication))
    pipeline.load(publication)
    assert pipeline.standing() == (19, 1, [run_id(1)])


def test_a_file_that_the_publisher_puts_back_is_the_newest_publication_again(pipeline: Pipeline) -> None:
    # Other numbers of rows than elsewhere: the raw bucket is every test's.
    first, second = pipeline.publish(rows=24, modified=EARLIER), pipeline.publish(rows=35, modified=LATER)
    pipeline.run(first, run=1)
    pipeline.run(second, run=2)
    pipeline.run(first._replace(modified="2025-02-01T08:00:00Z"), run=3)
    assert pipeline.standing() == (23, 1, [run_id(1), run_id(2), run_id(3)])
    assert pipeline.sql("SELECT source_last_modified FROM load_ledger ORDER BY load_number") == [
        ("2024-11-25 17:24:30",),
        ("2025-01-10 08:00:00",),
        ("2025-02-01 08:00:00",),
    ]


@pytest.mark.parametrize("table", ["yellow_trips", "yellow_trips_quarantine"])
def test_a_row_that_is_not_of_the_copy_aborts_the_transaction(
    table: str, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.run(pipeline.publish(rows=20, modified=EARLIER))
    second = pipeline.publish(rows=31, modified=LATER)
    pipeline.prepare(second, run=2)

    def with_a_stranger(load: Load) -> List[Step]:
        steps = transaction(load)
        last_copy = max(index for index, step in enumerate(steps) if step.kind == "copy")
        stranger = Step("copy", f"INSERT INTO {table} (source_month) VALUES (DATE '2024-09-01')")
        return [*steps[: last_copy + 1], stranger, *steps[last_copy + 1 :]]

    monkeypatch.setattr(commit, "transaction", with_a_stranger)
    with pytest.raises(ReconciliationError, match=f"rows of the month in {table}: counted"):
        pipeline.load(second, run=2)
    assert pipeline.standing() == (19, 1, [run_id(1)])
