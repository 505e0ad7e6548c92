"""The simple model: what is published, what must be loaded, and what a run of it must end in."""

from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional, Tuple

MAX_SHARE = 0.15
LEAST_SHARE = 0.5


class Published(NamedTuple):
    """A publication. `rows` are all, `bad` those that break a rule, `fingerprint` is of the good ones."""

    etag: str
    bytes: int
    file: str
    modified: str
    rows: int
    bad: int
    generated: bool
    fingerprint: Tuple[int, int]


class LoadedBy(NamedTuple):
    """What the table has of a month, and which run brought it."""

    publication: Published
    run: int

    @property
    def order(self) -> Tuple[str, int]:
        """Later ones are newer."""
        return self.publication.modified, self.run


class Waiting(NamedTuple):
    """A run whose files lie on S3 and whose load has not been, or was cut off."""

    publication: Published
    run: int
    force: bool
    accept: bool
    accept_shrink: bool


class MonthModel:
    """One month. Every rule that the pipeline promises is said here once, in a few plain lines."""

    def __init__(self) -> None:
        self.published: Optional[Published] = None
        self.loads: List[LoadedBy] = []
        self.runs = 0
        self.waiting: List[Waiting] = []
        self.past: List[Published] = []
        self.seen: Dict[str, str] = {}

    @property
    def loaded(self) -> Optional[LoadedBy]:
        """The newest load."""
        return self.loads[-1] if self.loads else None

    def outcome(self, force: bool) -> str:
        """What CheckSource says of a run that starts now."""
        if self.published is None:
            return "not_published"
        if self.loaded is not None and self.loaded.publication.etag == self.published.etag and not force:
            return "already_loaded"
        return "load"

    def refusal(self, run: Waiting) -> Optional[str]:
        """Name of the error that the load of a run must end in; None where it must load."""
        loaded = self.loaded
        if loaded is not None and not (loaded.publication.generated and not run.publication.generated):
            if run.publication.generated and not loaded.publication.generated:
                return "GeneratedNotAllowed"
            if not run.force and loaded.order > (self.modified(run), run.run):
                return "StaleRun"
            least = LEAST_SHARE * loaded.publication.rows
            if not loaded.publication.generated and run.publication.rows < least and not run.accept_shrink:
                return "SourceShrank"
        if run.publication.bad / run.publication.rows > MAX_SHARE and not run.accept:
            return "QuarantineLimitExceeded"
        return None

    def modified(self, run: Waiting) -> str:
        """When the run's bytes were published last, as far as any run has seen."""
        return max(self.seen.get(run.publication.etag, ""), run.publication.modified)

    def saw(self, run: Waiting) -> None:
        """IngestRaw of the run has ended."""
        self.seen[run.publication.etag] = self.modified(run)

    def load(self, run: Waiting) -> None:
        """The run's publication replaces the month."""
        self.loads.append(LoadedBy(run.publication._replace(modified=self.modified(run)), run.run))

    def expected(self) -> Dict[str, object]:
        """What a reader must find."""
        if self.loaded is None:
            return {"trips": (0, 0), "quarantined": 0, "ledger": []}
        publication = self.loaded.publication
        return {
            "trips": publication.fingerprint,
            "quarantined": publication.bad,
            "ledger": [(load.run, load.publication.etag) for load in self.loads],
        }
