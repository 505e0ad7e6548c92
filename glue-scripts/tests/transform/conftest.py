"""Both engines on local files: what each case runs through, and what it reads back."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import Callable, Iterator

import pytest

from tests.transform.java import java_environment
from tests.transform.outcome import Outcome, plan_of, read_outcome
from tlc_elt.transform import duckdb_engine
from tlc_elt.transform.counts import reconcile
from tlc_elt.transform.plan import Plan

# Neither engine may shift a timestamp by where the machine stands: the whole suite runs in New York.
ZONE = "America/New_York"
ENGINES = ("duckdb", "spark")
BY_ENGINE = ("duckdb", pytest.param("spark", marks=pytest.mark.spark))

SPARK_DEFAULTS = """
spark.master local[2]
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.ui.enabled false
spark.ui.showConsoleProgress false
spark.sql.shuffle.partitions 2
"""

Transform = Callable[..., Outcome]


@contextlib.contextmanager
def environment(**added: str) -> Iterator[None]:
    """The process's environment with more in it, for a while."""
    before = dict(os.environ)
    os.environ.update(added)
    yield
    for name in added:
        del os.environ[name]
        if name in before:
            os.environ[name] = before[name]


@pytest.fixture(scope="session")
def new_york() -> Iterator[None]:
    """The machine's zone, for this process."""
    with environment(TZ=ZONE):
        yield


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """The job's own session, by the settings that a cluster would give it."""
    from tlc_elt.transform import spark_engine

    folder = tmp_path_factory.mktemp("spark")
    (folder / "spark-defaults.conf").write_text(f"{SPARK_DEFAULTS}spark.local.dir {folder}/local\n")
    with environment(TZ=ZONE, SPARK_CONF_DIR=str(folder), **java_environment()):
        session = spark_engine.session()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(params=BY_ENGINE, scope="module")
def transform(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Transform:
    """Transforms a local parquet file by one engine: `transform(path, month)`."""
    engine: str = request.param
    run = engine_on_files(engine, request)

    def transformed(path: Path, month: str) -> Outcome:
        plan = plan_of(path, month)
        root = tmp_path_factory.mktemp(engine)
        written = run(plan, path, root)
        reconcile(plan, written)
        return read_outcome(plan, written, root)

    return transformed


def engine_on_files(engine: str, request: pytest.FixtureRequest) -> Callable[..., object]:
    """`run(plan, path, root)` of an engine: reads a local file, writes below a folder by the keys."""
    if engine == "spark":
        session = request.getfixturevalue("spark")
        from tlc_elt.transform import spark_engine

        return lambda plan, path, root: spark_engine.write(
            plan, session, path.as_uri(), root.as_uri(), str(root / "read-back"), fetched_from(root)
        )
    request.getfixturevalue("new_york")
    return _duckdb_on_files


def fetched_from(root: Path) -> Callable[[str, str], object]:
    """What brings a written file of `root` to this machine."""
    return lambda key, path: shutil.copyfile(root / key, path)


def _duckdb_on_files(plan: Plan, path: Path, root: Path) -> object:
    work = root / "work"
    work.mkdir()

    def store(key: str, written: str) -> None:
        target = root / key
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(written, target)

    return duckdb_engine.write(plan, duckdb_engine.connect(str(work)), str(path), str(work), store)
