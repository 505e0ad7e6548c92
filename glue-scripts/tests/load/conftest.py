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
    for entry in list(made.objects.below("processed", "")):
        made.objects.client.delete_object(Bucket="processed", Key=entry.key)
    return made


@pytest.fixture
def place(pipeline: Pipeline) -> Place:
    """A publisher, a warehouse without lookups, and nothing of them in raw."""
    for name in (*NAMED_TRIPS, ZONES.name):
        pipeline.administer(f"DROP VIEW IF EXISTS {name}")
    for stored in ZONES.tables:
        pipeline.administer(f"DROP TABLE IF EXISTS {stored.name}")
    for entry in list(pipeline.objects.below("raw", "")):
        pipeline.objects.client.delete_object(Bucket="raw", Key=entry.key)
    return Place(pipeline)
