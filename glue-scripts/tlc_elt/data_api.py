"""Redshift's Data API: statements of one transaction, submitted, waited for, and their results."""

from __future__ import annotations

import re
import time
from typing import Any, Dict, List, NamedTuple, NoReturn, Optional, Sequence, Tuple

from tlc_elt import aws
from tlc_elt.contract import document

SHORTEST_POLL_SECONDS = 0.02
LONGEST_POLL_SECONDS = 2.0
# Below the job's own timeout, so that the job can still say what happened.
LONGEST_STATEMENT_SECONDS = 45 * 60.0

Value = Any  # int, float, str, bool or None: a field of a result


class Result(NamedTuple):
    """Rows of a SELECT; `columns` are names and Redshift's short type names (`int4`)."""

    columns: Tuple[Tuple[str, str], ...]
    rows: List[Tuple[Value, ...]]

    def dictionaries(self) -> List[Dict[str, Value]]:
        """Each row by the names of its columns."""
        names = [name for name, _ in self.columns]
        return [dict(zip(names, row)) for row in self.rows]


class StatementFailed(Exception):
    """The warehouse refused a statement; all of its transaction is rolled back. `index` counts from 0."""

    def __init__(self, index: int, sql: str, message: str, pid: Optional[int] = None) -> None:
        super().__init__(message)
        self.index = index
        self.sql = sql
        self.message = message
        self.pid = pid

    @property
    def is_conflict(self) -> bool:
        """Whether another transaction was in the way."""
        return self._says("conflict")

    @property
    def is_passing(self) -> bool:
        """Whether the warehouse was busy, starting or ending."""
        return self._says("passing")

    @property
    def is_missing_table(self) -> bool:
        """Whether there is no such table."""
        return self._says("missing_table")

    def _says(self, meaning: str) -> bool:
        return re.search(document()["data_api_errors"][meaning], self.message, re.IGNORECASE) is not None


class Unreachable(Exception):
    """The Data API did not take or not answer a request, for a passing reason."""


class Warehouse:
    """One database of a workgroup."""

    def __init__(self, workgroup: str, database: str) -> None:
        self.workgroup = workgroup
        self.database = database
        self._client: Any = None

    @property
    def client(self) -> Any:
        """The Data API's client, made at the first use."""
        if self._client is None:
            self._client = aws.client("redshift-data")
        return self._client

    def run(self, sqls: Sequence[str]) -> List[Result]:
        """Runs statements as `execute` does; gives the results of their SELECTs, in their order."""
        return [self._result(part["Id"]) for part in self.execute(sqls) if part["HasResultSet"]]

    def execute(self, sqls: Sequence[str]) -> List[Any]:
        """Runs statements in one transaction; gives what is told of each, whose results are not asked for.

        Raises StatementFailed (all is rolled back), or Unreachable: then it may have run, or still run.
        """
        target = {"WorkgroupName": self.workgroup, "Database": self.database}
        if len(sqls) == 1:
            submitted = self._call("execute_statement", Sql=sqls[0], **target)
        else:
            submitted = self._call("batch_execute_statement", Sqls=list(sqls), **target)
        described = self._wait(submitted["Id"])
        if described["Status"] != "FINISHED":
            self._fail(described, sqls)
        parts: List[Any] = described.get("SubStatements") or [described]
        return parts

    def query(self, sql: str) -> Result:
        """Runs one SELECT."""
        return self.run([sql])[0]

    def _call(self, operation: str, **request: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self.client, operation)(**request)
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            if error.response["Error"]["Code"] in document()["data_api_errors"]["passing_codes"] or status >= 500:
                raise Unreachable(str(error)) from error
            raise
        except BotoCoreError as error:
            raise Unreachable(f"{operation}: {error}") from error

    def _wait(self, statement_id: str) -> Any:
        started = time.monotonic()
        while (elapsed := time.monotonic() - started) < LONGEST_STATEMENT_SECONDS:
            described = self._call("describe_statement", Id=statement_id)
            if described["Status"] in ("FINISHED", "FAILED", "ABORTED"):
                return described
            # A tenth of the time gone: no end is noticed later than that.
            time.sleep(min(max(elapsed / 10, SHORTEST_POLL_SECONDS), LONGEST_POLL_SECONDS))
        raise Unreachable(f"statement {statement_id} runs for more than {LONGEST_STATEMENT_SECONDS:.0f} s")

    @staticmethod
    def _fail(described: Any, sqls: Sequence[str]) -> NoReturn:
        if described["Status"] == "ABORTED":
            raise Unreachable(f"statement {described['Id']} was aborted")
        parts = described.get("SubStatements") or [described]
        index = next((i for i, part in enumerate(parts) if part["Status"] == "FAILED"), 0)
        message = parts[index].get("Error") or described.get("Error") or "no reason given"
        raise StatementFailed(index, sqls[index], message, described.get("RedshiftPid"))

    def _result(self, statement_id: str) -> Result:
        columns: Tuple[Tuple[str, str], ...] = ()
        rows: List[Tuple[Value, ...]] = []
        token: Dict[str, str] = {}
        while True:
            page = self._call("get_statement_result", Id=statement_id, **token)
            columns = tuple((column["name"], column["typeName"]) for column in page["ColumnMetadata"])
            rows.extend(tuple(_value(field) for field in record) for record in page["Records"])
            if not page.get("NextToken"):
                return Result(columns, rows)
            token = {"NextToken": page["NextToken"]}


def _value(field: Dict[str, Any]) -> Value:
    if field.get("isNull"):
        return None
    # What is not finite comes as text, which boto3 hands through: "NaN", "Infinity", "-Infinity".
    return float(field["doubleValue"]) if "doubleValue" in field else next(iter(field.values()))
