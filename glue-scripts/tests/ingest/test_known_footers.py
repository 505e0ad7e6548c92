"""The footer of every month that the TLC is known to have published: accepted, by the right era."""

from __future__ import annotations

import pytest

from tests.ingest.known_footers import KNOWN, Footer, known_footers
from tlc_elt.contract import dataset
from tlc_elt.ingest.era import difference, era_of
from tlc_elt.parquet.physical_schema import PhysicalColumn

FOOTERS = list(known_footers())


def columns_of(footer: Footer) -> "list[PhysicalColumn]":
    return [PhysicalColumn(name, kind) for name, kind in footer.columns]


@pytest.mark.parametrize("name", KNOWN)
def test_every_known_footer_is_of_its_months_era(name: str) -> None:
    contract = dataset(name)
    footers = [footer for footer in FOOTERS if footer.dataset == name]
    found = [era_of(contract, footer.month, "trips.parquet", columns_of(footer)).name for footer in footers]
    assert found == [footer.era for footer in footers]
    assert all(contract.era(footer.era).covers(footer.month) for footer in footers)
    assert {footer.era for footer in footers} == {era.name for era in contract.eras if era.refused is None}


@pytest.mark.parametrize("name", KNOWN)
def test_a_footer_is_of_no_other_dataset(name: str) -> None:
    for footer in FOOTERS:
        if footer.dataset != name:
            assert all(any(difference(era, columns_of(footer))) for era in dataset(name).eras)


def test_there_are_the_changes_that_are_known() -> None:
    assert {name: len(changes) for name, changes in KNOWN.items()} == {"yellow": 9, "green": 5, "fhv": 7, "fhvhv": 9}
    assert len(FOOTERS) == 188 + 92 + 92 + 91
