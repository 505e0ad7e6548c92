"""A pipeline with an empty warehouse and no attempts."""

import pytest

from tests.conftest import Cloud
from tests.load.pipeline import Pipeline
from tests.zones import NAMED_TRIPS, ZONES, Place


@pytest.fixture
def pipeline(cloud: Cloud) -> Pipeline:
    """Tables and processed objects of the test before are gone."""
    made = Pipeline(cloud)
    made.reset()
    _empty(made, "processed")
    return made


@pytest.fixture
def place(pipeline: Pipeline) -> Place:
    """A publisher, a warehouse without lookups, and nothing of them in raw."""
    views = (f"DROP VIEW IF EXISTS {name}" for name in (*NAMED_TRIPS, ZONES.name))
    pipeline.administer(*views, *(f"DROP TABLE IF EXISTS {table.name}" for table in ZONES.tables))
    _empty(pipeline, "raw")
    return Place(pipeline)


def _empty(pipeline: Pipeline, bucket: str) -> None:
    """Nothing is in the bucket any more."""
    there = [{"Key": entry.key} for entry in pipeline.objects.below(bucket, "")]
    for first in range(0, len(there), 1000):  # a request takes no more
        removed = pipeline.objects.client.delete_objects(Bucket=bucket, Delete={"Objects": there[first : first + 1000]})
        assert "Errors" not in removed
