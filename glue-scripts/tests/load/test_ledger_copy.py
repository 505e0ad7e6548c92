"""The ledger's copy on S3: whoever dies or comes in between, it never tells of another load than the table has."""

from __future__ import annotations

import itertools
from typing import Any, Callable, Dict, List, Optional, Tuple

import pytest
from botocore.exceptions import ClientError

from tests.load.pipeline import MONTH, Pipeline, Publication, run_id
from tests.miniatures import YELLOW
from tests.model.compare import believed
from tlc_elt import keys
from tlc_elt.load import ledger_copy
from tlc_elt.load import run as load_run
from tlc_elt.objects import Objects

EARLIER, LATER = "2024-11-25T17:24:30Z", "2025-01-10T08:00:00Z"
FIRST, OLDER, NEWER, LAST = range(1, 5)  # runs: what is loaded before, two that meet, and one after them

# What a load does, in this order.
STEPS: Dict[str, Tuple[Any, str]] = {
    "look": (load_run, "look"),
    "write loading.json": (ledger_copy, "announce"),
    "transaction": (load_run, "commit"),
    "count again": (load_run, "_confirm"),
    "write loaded.json": (ledger_copy, "leave"),
}
Moment = Tuple[str, str]
MOMENTS: List[Moment] = [(when, step) for step in STEPS for when in ("before", "after")]


class Died(BaseException):
    """The process is gone: no handler of errors sees it."""


class Stage:
    """Loads whose steps can be met: at a moment of a run something else happens, once."""

    def __init__(self, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pipeline = pipeline
        self._runs: List[int] = []
        self._acts: Dict[Tuple[int, Moment], Callable[[], None]] = {}
        self.old = pipeline.publish(rows=20, modified=EARLIER)
        self.new = pipeline.publish(rows=31, modified=LATER)
        for run in (FIRST, OLDER, NEWER, LAST):
            pipeline.prepare(self._publication(run), run)
        for step, (module, name) in STEPS.items():
            monkeypatch.setattr(module, name, self._met(step, getattr(module, name)))

    def _publication(self, run: int) -> Publication:
        return self.old if run in (FIRST, OLDER) else self.new

    def _met(self, step: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def met(*args: Any) -> Any:
            self._act(("before", step))
            result = work(*args)
            self._act(("after", step))
            return result

        return met

    def _act(self, moment: Moment) -> None:
        self._acts.pop((self._runs[-1], moment), lambda: None)()

    def begin(self) -> None:
        """The month as its first run left it."""
        if self.pipeline.exists("load_ledger"):
            tables = (YELLOW.table, YELLOW.quarantine_table, "load_ledger")
            self.pipeline.warehouse.run([f"DELETE FROM {table}" for table in tables])
        self._acts.clear()
        self.load(FIRST)

    def at(self, run: int, moment: Optional[Moment], act: Callable[[], None]) -> None:
        """Lets something happen at a moment of a run."""
        if moment is not None:
            self._acts[run, moment] = act

    def dies(self, run: int, moment: Optional[Moment]) -> None:
        """Lets a run die."""

        def die() -> None:
            raise Died

        self.at(run, moment, die)

    def load(self, run: int) -> None:
        """LoadRedshift of a run, to its end; the older publication is accepted whatever is loaded."""
        self._runs.append(run)
        try:
            self.pipeline.load(self._publication(run), run, accept_older="true")
        except Died:
            pass
        finally:
            self._runs.pop()

    def check(self, case: object) -> "tuple[Optional[int], int]":
        """Nothing is lost or doubled, and the copy does not lie; the runs that the copy and the table have."""
        trips, quarantine, runs = self.pipeline.standing()
        newest = next(run for run in (FIRST, OLDER, NEWER, LAST) if run_id(run) == runs[-1])
        assert (trips, quarantine) == (self._rows(newest) - 1, 1), case
        assert len(set(runs)) == len(runs), case
        copy = believed(MONTH, self.pipeline.objects)
        if copy is None:
            return None, newest
        (row,) = self.pipeline.warehouse.query(
            "SELECT * FROM load_ledger WHERE load_number = (SELECT MAX(load_number) FROM load_ledger)"
        ).dictionaries()
        assert copy == {"version": 1, **{name: row[name] for name in copy if name in row}, "source_month": MONTH}, case
        return newest, newest

    def _rows(self, run: int) -> int:
        return 20 if run in (FIRST, OLDER) else 31


@pytest.fixture
def stage(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A month and four runs of it as far as LoadRedshift."""
    return Stage(pipeline, monkeypatch)


def test_a_load_leaves_a_copy_of_its_row(stage: Stage) -> None:
    stage.begin()
    assert stage.check("loaded") == (FIRST, FIRST)
    stage.load(NEWER)
    assert stage.check("replaced") == (NEWER, NEWER)


def test_a_load_that_dies_anywhere_leaves_no_lie_and_costs_one_needless_load_at_most(stage: Stage) -> None:
    left = {}
    for moment in MOMENTS:
        stage.begin()
        stage.dies(NEWER, moment)
        stage.load(NEWER)
        left[moment] = stage.check(moment)
        stage.load(LAST)
        assert stage.check(moment) == (LAST, LAST), moment
    announces, commits = MOMENTS.index(("after", "write loading.json")), MOMENTS.index(("after", "transaction"))
    assert list(left.values()) == [
        *[(FIRST, FIRST)] * announces,
        *[(None, FIRST)] * (commits - announces),
        *[(None, NEWER)] * (len(MOMENTS) - 1 - commits),
        (NEWER, NEWER),
    ]


def test_a_try_after_a_death_leaves_the_copy_and_loads_nothing_twice(stage: Stage) -> None:
    for moment in (("after", "write loading.json"), ("after", "transaction"), ("before", "write loaded.json")):
        stage.begin()
        stage.dies(NEWER, moment)
        stage.load(NEWER)
        stage.load(NEWER)
        assert stage.check(moment) == (NEWER, NEWER), moment


def test_of_two_loads_at_once_no_order_leaves_a_lie_whoever_dies(stage: Stage) -> None:
    deaths = [None, ("after", "transaction")]
    for step, one, other in itertools.product(STEPS, deaths, deaths):
        stage.begin()
        stage.at(OLDER, ("before", step), lambda: stage.load(NEWER))
        stage.dies(NEWER, one)
        stage.dies(OLDER, other)
        stage.load(OLDER)
        stage.check((step, one, other))
    stage.load(LAST)
    assert stage.check("in the end") == (LAST, LAST)


def test_a_copy_that_cannot_be_left_fails_no_load(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.begin()
    write = Objects.write_json

    def refused(self: Objects, bucket: str, key: str, document: Dict[str, Any]) -> None:
        if key == keys.loaded(YELLOW, MONTH):
            raise ClientError({"Error": {"Code": "SlowDown", "Message": "no"}}, "PutObject")
        write(self, bucket, key, document)

    monkeypatch.setattr(Objects, "write_json", refused)
    stage.load(NEWER)
    assert stage.check("refused") == (None, NEWER)
    assert '"no copy of the ledger is left"' in capsys.readouterr().out


@pytest.mark.parametrize("torn", ["", "{", "null", "[]"])
def test_a_torn_document_of_a_copy_hinders_no_load(stage: Stage, torn: str) -> None:
    stage.begin()
    for key in (keys.loading(YELLOW, MONTH), keys.loaded(YELLOW, MONTH)):
        stage.pipeline.objects.client.put_object(Bucket="processed", Key=key, Body=torn.encode())
    stage.load(NEWER)
    assert stage.check(torn) == (NEWER, NEWER)
