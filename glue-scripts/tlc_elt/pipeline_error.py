"""What the errors of the contract have in common; their classes, one for each name, are generated into errors.py.

A job lets them pass: the traceback's last line, `<Name>: <what was wrong>. Next: <what to do>`, becomes Glue's
ErrorMessage and the cause of the execution.
"""

from __future__ import annotations

from typing import Dict, Mapping, Optional

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
