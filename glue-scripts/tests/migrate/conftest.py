"""A pipeline with an empty warehouse, without lookups, and no attempts."""

import pytest

from tests.load.conftest import pipeline, place
from tests.zones import Place

__all__ = ["pipeline", "place"]


@pytest.fixture(autouse=True)
def nothing_of_lookups(place: Place) -> None:
    """Tables and views of the lookup that the test before made are gone."""
