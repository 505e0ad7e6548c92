"""A random walk through the life of a few months: each step is done for real, and then compared with the model."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import io
import random
import time
import traceback
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence

from tests.conftest import COPY_ROLE, once_each
from tests.miniatures import YELLOW, table, write
from tests.model.compare import compare, found_in
from tests.model.crashes import Crash, Edge, edge
from tests.model.world import MonthModel, Published, Waiting
from tlc_elt import aws, keys, warehouse_retries
from tlc_elt.data_api import Warehouse
from tlc_elt.errors import PipelineError
from tlc_elt.ingest import run as ingest_run
from tlc_elt.load import run as load_run
from tlc_elt.objects import Objects
from tlc_elt.transform import duckdb_job

# Between tries after a conflict; between looks at a statement the jobs' own pause is right: looks cost more than waits.
RETRY_SECONDS = 0.01
REQUESTS_OF_A_RUN = 30
SHOWN_STEPS = 25


class Walked(NamedTuple):
    """How a walk ended: its steps by kind, and what went wrong."""

    steps: Dict[str, int]
    problem: Optional[str]


class Walk:
    """The months of one worker; no other worker touches them."""

    def __init__(self, endpoint: str, folder: Path, months: Sequence[str], seed: int) -> None:
        self.endpoint, self.folder = endpoint, folder
        self.random = random.Random(seed)
        self.models = {month: MonthModel() for month in months}
        self.objects, self.warehouse = Objects(), Warehouse("tlc", "tlc")
        self.clock = datetime.datetime(2024, 1, 1)
        self.done: List[str] = []

    def step(self, network: Edge) -> str:
        """One random step on one random month; gives its kind.

        After a step that asked anything of the cloud every month is compared: it may have changed another one.
        """
        asked = network.ever
        month = self.random.choice(list(self.models))
        model = self.models[month]
        kinds = {
            "publish": 4 if model.published is None else 3,
            "restore": 1 if len(model.past) > 1 else 0,
            "run": 6,
            "force": 1,
            "crash": 2 if model.published else 0,
            "retry": 2 if model.waiting else 0,
            "lay aside": 1 if model.published else 0,
            "collect": 1,
        }
        kind = self.random.choices(list(kinds), list(kinds.values()))[0]
        self.done.append(f"{month}: {kind}")
        actions: Dict[str, Callable[[str, MonthModel, Edge], None]] = {
            "publish": self._publish,
            "restore": self._restore,
            "run": self._run,
            "force": self._force,
            "crash": self._crash,
            "retry": self._retry,
            "lay aside": self._lay_aside,
            "collect": self._collect,
        }
        actions[kind](month, model, network)
        if network.ever > asked:
            # What is collected is gone for good, so that no later load can hide a file too many.
            self.compare(list(self.models) if kind == "collect" else [month])
        return kind

    def compare(self, verified: List[str]) -> None:
        """Compares the table with the models, and the files of the `verified` months with the table."""
        compare(self.models, verified, self.warehouse, self.objects)

    def _note(self, text: str) -> None:
        self.done[-1] += f", {text}"

    # What the publisher does

    def _modified(self) -> str:
        self.clock += datetime.timedelta(hours=1)
        return f"{self.clock:%Y-%m-%dT%H:%M:%SZ}"

    def _publish(self, month: str, model: MonthModel, _network: Edge) -> None:
        rows = self.random.randint(12, 40)
        bad = self.random.choice([0, 1, 1, 1, rows // 3])
        generated = self.random.random() < 0.15
        modified = self._modified()
        if self.random.random() < 0.1:  # a publisher whose clock goes wrong
            modified = modified.replace("2024", "2023")
        distances = [-1.0] * bad + [1.5] * (rows - bad)
        amounts = [float(self.random.randint(100, 9999)) for _ in range(rows)]
        content = table(YELLOW.era("yellow-2023-02"), month, rows, trip_distance=distances, total_amount=amounts)
        mark = {"tlc-elt.generated": "true"} if generated else {}
        made = write(self.folder / f"next-{month}", content, {"made": modified, **mark})
        data = made.read_bytes()
        etag = hashlib.md5(data).hexdigest()
        file = f"{month}-{etag}.parquet"
        made.rename(self.folder / file)
        fingerprint = (rows - bad, int(sum(amounts[bad:])))
        model.published = Published(etag, len(data), file, modified, rows, bad, generated, fingerprint)
        model.past.append(model.published)
        self._note(f"{etag[:6]} of {modified}, {bad} of {rows} bad{', generated' * generated}")

    def _restore(self, _month: str, model: MonthModel, _network: Edge) -> None:
        """The publisher puts an older file back: the same bytes and ETag, another Last-Modified."""
        older = self.random.choice(model.past)._replace(modified=self._modified())
        model.published = older
        model.past.append(older)
        self._note(f"{older.etag[:6]} of {older.modified}")

    # What runs do

    def _run(self, month: str, model: MonthModel, _network: Edge, force: bool = False) -> None:
        self._note(model.outcome(force))
        if model.outcome(force) != "load":
            return
        run = self._next(model, force)
        self._prepare(month, model, run)
        self._load(month, model, run)

    def _force(self, month: str, model: MonthModel, network: Edge) -> None:
        self._run(month, model, network, force=True)

    def _crash(self, month: str, model: MonthModel, network: Edge) -> None:
        """A run that dies somewhere: the month is then as before, or as after it, and nothing in between."""
        if model.outcome(force=False) != "load":
            return
        run = self._next(model)
        at, after = self.random.randint(1, REQUESTS_OF_A_RUN), self.random.random() < 0.5
        self._note(f"r{run.run} at request {at}{' after it was served' * after}")
        refused = model.refusal(run)
        try:
            with network.dying(at, after):
                self._prepare(month, model, run)
                self._job(load_run.main, month, run)
            self._note("not reached")
        except Crash:
            self._note("died")
            self._let_statements_end(month)
            self._ask_what_ingest_saw(month, model, run)
            if run.run not in self._ledger_runs(month):
                model.waiting.append(run)
                return
        except PipelineError as error:
            assert type(error).__name__ == refused, f"{error!r} instead of {refused}"
            return
        assert refused is None, f"loaded instead of {refused}"
        model.load(run)

    def _let_statements_end(self, month: str) -> None:
        """What a job submitted before it died runs on without it."""
        while True:
            listed = self.warehouse.client.list_statements(Status="ALL", MaxResults=50)["Statements"]
            going = [s for s in listed if s["Status"] not in ("FINISHED", "FAILED", "ABORTED")]
            if not any(month in sql for s in going for sql in s.get("QueryStrings", [s.get("QueryString", "")])):
                return
            time.sleep(RETRY_SECONDS)

    def _ask_what_ingest_saw(self, month: str, model: MonthModel, run: Waiting) -> None:
        """Whether a job that died had written its raw manifest: the newest moment is in it, or the one before."""
        etag = run.publication.etag
        manifest = self.objects.read_json("raw", keys.raw_manifest(YELLOW, month, etag))
        found = None if manifest is None else manifest["source"]["last_modified"]
        assert found in (model.seen.get(etag), model.modified(run)), f"the raw manifest says {found}"
        if found is not None:
            model.seen[etag] = found

    def _retry(self, month: str, model: MonthModel, _network: Edge) -> None:
        """Glue or a person starts the jobs of an earlier run again: perhaps a run that is stale by now."""
        run = model.waiting.pop(self.random.randrange(len(model.waiting)))
        self._note(f"r{run.run}")
        self._prepare(month, model, run)
        self._load(month, model, run)
        if self.random.random() < 0.3:  # a job that is started twice
            self._job(load_run.main, month, run) if model.loaded and model.loaded.run == run.run else None

    def _lay_aside(self, month: str, model: MonthModel, _network: Edge) -> None:
        """A run that sleeps before its load, until somebody retries it."""
        run = self._next(model, force=self.random.random() < 0.2)
        self._note(f"r{run.run}")
        self._prepare(month, model, run)
        model.waiting.append(run)

    def _collect(self, month: str, model: MonthModel, _network: Edge) -> None:
        """`ops gc` by its rule: what is superseded goes, unless a run of the month is going."""
        if model.waiting or model.loaded is None:
            return
        model.seen = {model.loaded.publication.etag: model.loaded.publication.modified}
        kept = (f"-r{model.loaded.run}/", f"-r{model.runs}/")
        for bucket, needed in (("processed", kept), ("raw", (f"/{model.loaded.publication.etag}/",))):
            for entry in list(self.objects.below(bucket, f"yellow/{month.replace('-', '/')}/")):
                if not any(part in entry.key for part in needed):
                    self.objects.client.delete_object(Bucket=bucket, Key=entry.key)

    def _next(self, model: MonthModel, force: bool = False) -> Waiting:
        assert model.published is not None
        model.runs += 1
        accept, accept_shrink = self.random.random() < 0.3, self.random.random() < 0.5
        return Waiting(model.published, model.runs, force, accept, accept_shrink)

    def _prepare(self, month: str, model: MonthModel, run: Waiting) -> None:
        self._job(ingest_run.main, month, run)
        model.saw(run)
        self._job(duckdb_job.run, month, run)

    def _load(self, month: str, model: MonthModel, run: Waiting) -> None:
        refused = model.refusal(run)
        try:
            self._job(load_run.main, month, run)
        except PipelineError as error:
            self._note(type(error).__name__)
            assert type(error).__name__ == refused, f"{error!r} instead of {refused}"
            return
        assert refused is None, f"r{run.run} loaded instead of {refused}"
        model.load(run)

    def _job(self, main: Callable[[List[str]], None], month: str, run: Waiting) -> None:
        publication = run.publication
        values = {
            "dataset": "yellow",
            "source_month": month,
            "run_id": f"yellow-{month}-r{run.run}",
            "source_etag": publication.etag,
            "source_url": f"{self.endpoint}/_publisher/{publication.file}",
            "source_last_modified": publication.modified,
            "source_bytes": str(publication.bytes),
            "force": str(run.force).lower(),
            "accept_quarantine": str(run.accept).lower(),
            "accept_shrink": str(run.accept_shrink).lower(),
            "raw_bucket": "raw",
            "processed_bucket": "processed",
            "workgroup": "tlc",
            "database": "tlc",
            "copy_role_arn": COPY_ROLE,
            "stage": "local",
        }
        with contextlib.redirect_stdout(io.StringIO()):
            main([token for name, value in values.items() for token in (f"--{name}", value)])

    def _ledger_runs(self, month: str) -> List[int]:
        return [run for run, _ in found_in([month], self.warehouse)[month]["ledger"]]


def walk(endpoint: str, folder: str, months: Sequence[str], seed: int, steps: int) -> Walked:
    """Walks in this process; stops at the first step after which table and model differ."""
    aws.client = once_each(aws.client)
    warehouse_retries.FIRST_SECONDS = RETRY_SECONDS
    taken: Dict[str, int] = {}
    walker = Walk(endpoint, Path(folder), months, seed)
    with edge() as network:
        for _ in range(steps):
            try:
                kind = walker.step(network)
            except BaseException:
                last = "\n".join(walker.done[-SHOWN_STEPS:])
                return Walked(taken, f"seed {seed}, step {len(walker.done)}:\n{last}\n{traceback.format_exc()}")
            taken[kind] = taken.get(kind, 0) + 1
    return Walked(taken, None)
