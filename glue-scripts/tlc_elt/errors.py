"""The errors that a job ends with, one class for each name of the contract.

A job lets them pass: the traceback's last line, `<Name>: <what was wrong>. Next: <what to do>`, becomes Glue's
ErrorMessage and the cause of the execution.
"""

from __future__ import annotations

from typing import Dict, Mapping, Optional, Sequence, Tuple

from tlc_elt.contract import document


class PipelineError(Exception):
    """An error of the contract, with what was wrong, the values (`fields`) and what to do next."""

    def __init_subclass__(cls) -> None:
        # Python writes the names of builtins without their module, in Glue's own wrapper as on a laptop;
        # the workflow and people know the bare name.
        cls.__module__ = "builtins"

    def __init__(self, what: str, *, month: str = "MONTH", next_step: Optional[str] = None, **fields: object):
        contract: Mapping[str, str] = document()["errors"][type(self).__name__]
        self.kind = contract["kind"]
        self.what = " | ".join(line.strip() for line in what.splitlines() if line.strip()).rstrip(".")
        self.next = (next_step or contract["next"]).replace("MONTH", month)
        self.fields: Dict[str, object] = fields
        super().__init__(f"{self.what}. Next: {self.next}")

    @property
    def transient(self) -> bool:
        """Whether the same run may succeed if it is tried again."""
        return self.kind == "transient"


class PipelineInputError(PipelineError):
    """A job was started with arguments that it does not know."""


class MonthNotSupported(PipelineError):
    """The contract refuses the month."""


class SourceUnavailable(PipelineError):
    """The publisher is busy, slow or blocks this client."""


class SourceNotUsable(PipelineError):
    """The publisher's answer can never become a load."""


class SourceChanged(PipelineError):
    """The publisher replaced the file in the middle of the run."""


class SourceFileInvalid(PipelineError):
    """What was downloaded is no whole parquet file."""


class SourceSchemaError(PipelineError):
    """A column is unknown, missing or retyped, or holds a value that its table cannot."""

    def __init__(
        self,
        file: str,
        era: str,
        *,
        unexpected: Sequence[Tuple[str, str]] = (),
        missing: Sequence[Tuple[str, str]] = (),
        retyped: Sequence[Tuple[str, str, str]] = (),
        values: Sequence[str] = (),
        month: str = "MONTH",
    ):
        """`unexpected`: (column, found type); `missing`: (column, expected); `retyped`: (column, expected, found)."""
        findings = [
            *(f"column {name}: expected none, found {found}" for name, found in unexpected),
            *(f"column {name}: expected {expected}, found none" for name, expected in missing),
            *(f"column {name}: expected {expected}, found {found}" for name, expected, found in retyped),
            *values,
        ]
        super().__init__(
            f"{file} does not fit era {era}: {'; '.join(findings)}",
            month=month,
            file=file,
            era=era,
            unexpected=[name for name, _ in unexpected],
            missing=[name for name, _ in missing],
            retyped=[name for name, _, _ in retyped],
            values=list(values),
        )


class LedgerUnavailable(PipelineError):
    """The warehouse did not answer a question about the ledger."""


class WarehouseUnavailable(PipelineError):
    """The warehouse refused a statement for a passing reason."""


class LoadConflict(PipelineError):
    """Another transaction held or changed the tables through every try."""


class StaleRun(PipelineError):
    """A newer publication, or a later run, is loaded."""


class GeneratedNotAllowed(PipelineError):
    """A generated file where only a real one may be loaded."""


class ReconciliationError(PipelineError):
    """Two counts of the same rows differ."""


class QuarantineLimitExceeded(PipelineError):
    """Far more rows were rejected than before."""


class TableSchemaMismatch(PipelineError):
    """A table has other columns than the contract."""


class LoadFailed(PipelineError):
    """The warehouse refused a statement of the load."""
