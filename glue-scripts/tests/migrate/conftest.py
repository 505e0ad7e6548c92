"""A pipeline with an empty warehouse and no attempts."""

import pytest

from tests.conftest import Cloud
from tests.load.pipeline import Pipeline


@pytest.fixture
def pipeline(cloud: Cloud) -> Pipeline:
    """Tables and processed objects of the test before are gone."""
    made = Pipeline(cloud)
    made.reset()
    for entry in list(made.objects.below("processed", "")):
        made.objects.client.delete_object(Bucket="processed", Key=entry.key)
    return made
