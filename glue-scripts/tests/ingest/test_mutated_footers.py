"""Footers that the publisher may write one day: refused by the very column, or taken where that is harmless."""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import Dict, List, Optional

import pyarrow as pa
import pyarrow.parquet as pq

from tests.ingest.mutated_footers import KINDS, TYPES, Mutant, Named, fitting, mutants, taken
from tlc_elt.contract import dataset
from tlc_elt.errors import SourceSchemaError
from tlc_elt.ingest.era import era_of
from tlc_elt.parquet.physical_schema import PhysicalColumn, read_footer

FILE = "trips.parquet"
COUNT, SEED = 5_000, 15
TAKEN = taken()


def read(mutant: Mutant) -> "tuple[PhysicalColumn, ...]":
    """The columns as IngestRaw reads them from the bytes of a footer."""
    sink = io.BytesIO()
    pq.write_metadata(pa.schema([(name, TYPES[kind]) for name, kind in mutant.columns]), sink)
    return read_footer(sink.getvalue(), FILE).columns


def refusal(mutant: Mutant) -> Optional[SourceSchemaError]:
    contract = dataset(mutant.footer.dataset)
    try:
        found = era_of(contract, mutant.footer.month, FILE, read(mutant)).name
    except SourceSchemaError as error:
        return error
    eras = fitting(mutant.footer.dataset, mutant.columns, TAKEN)
    assert found == (mutant.footer.era if mutant.footer.era in eras else eras[0]), mutant
    return None


def require_named(mutant: Mutant, error: SourceSchemaError) -> None:
    """The error names what was touched and nothing else, by the month's own era, and says what to do."""
    fields = error.fields
    named = Named(*(tuple(fields[part]) for part in Named._fields))
    if named.retyped == named.unexpected:  # a second column of the same name, of another type
        named = named._replace(retyped=())
    assert (fields["era"], named) == (mutant.footer.era, mutant.touched), (mutant, str(error))
    for name in (*named.unexpected, *named.missing, *named.retyped):
        assert f"column {name if name.isidentifier() and name.isascii() else json.dumps(name)}: " in error.what
    assert "docs/adding-a-column.md" in str(error)


def test_what_may_be_loaded_is_what_the_contracts_take() -> None:
    for name in ("yellow", "green", "fhv", "fhvhv"):
        for era in dataset(name).eras:
            if era.refused is None:
                assert {column.name: set(column.accepts) for column in era.columns} == TAKEN[era.name]


def test_a_mutated_footer_is_refused_by_its_column_or_taken_where_that_is_harmless() -> None:
    judged: Dict[bool, List[str]] = {True: [], False: []}
    for mutant in mutants(COUNT, SEED):
        error = refusal(mutant)
        judged[error is None].append(mutant.kind)
        if error is None:
            assert fitting(mutant.footer.dataset, mutant.columns, TAKEN), mutant
        else:
            require_named(mutant, error)
    harmless, refused = Counter(judged[True]), Counter(judged[False])
    assert sum(harmless.values()) + sum(refused.values()) == COUNT
    # Of each kind many, so that no kind is judged by a handful.
    assert {kind for kind in refused if refused[kind] > 500} == set(refused) == set(KINDS) - {"reordered"}
    assert set(harmless) == {"added", "lost", "retyped", "reordered"}
