"""A publisher's folder with months and a lookup of taxi zones, as the TLC lays them out."""

from __future__ import annotations

import os
import shutil
import uuid
from typing import Any, Dict, List, Optional, Tuple

from tests.load.pipeline import MONTH, Pipeline, Publication
from tests.miniatures import YELLOW
from tlc_elt.contract import dataset, document
from tlc_elt.lookup import Lookup, lookup_of

Zone = Tuple[int, str, str, str]
found = lookup_of(YELLOW)
assert found is not None
ZONES: Lookup = found[0]
NAMED = "yellow_trips_named"
# Those of every dataset: tests of loads leave them in the warehouse that all share.
NAMED_TRIPS = [each[1].table.name for each in (lookup_of(dataset(name)) for name in document()["datasets"]) if each]
EARLIER, LATER = 1_700_000_000, 1_707_153_870  # 2023-11-14, 2024-02-05


def zones(count: int = 265, label: str = "Zone") -> List[Zone]:
    """As many zones, their names beginning with the label."""
    return [(number, "Queens", f"{label} {number}", "Boro Zone") for number in range(1, count + 1)]


def csv(rows: List[Zone], generated: bool = False) -> str:
    """The file of the zones, as the TLC writes it."""
    mark = ["# tlc-elt.generated"] if generated else []
    lines = [f'{number},"{borough}","{zone}","{service}"' for number, borough, zone, service in rows]
    return "\n".join([*mark, '"LocationID","Borough","Zone","service_zone"', *lines]) + "\n"


class Place:
    """A publisher of its own, served by the local cloud."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.name = uuid.uuid4().hex
        self.folder = pipeline.cloud.published / self.name
        (self.folder / "trip-data").mkdir(parents=True)
        (self.folder / "misc").mkdir()

    def month(self, month: str = MONTH, **more: Any) -> Publication:
        """Publishes a month under its own name."""
        made = self.pipeline.publish(month, **more)
        file = f"trip-data/yellow_tripdata_{month}.parquet"
        shutil.copy(self.pipeline.cloud.published / made.file, self.folder / file)
        return made._replace(file=f"{self.name}/{file}")

    def lookup(self, text: Optional[str] = None, modified: int = EARLIER, data: Optional[bytes] = None) -> None:
        """Publishes the lookup; takes it away where there is no text."""
        path = self.folder / "misc" / ZONES.file_name
        if text is None and data is None:
            path.unlink()
            return
        path.write_bytes(data if text is None else text.encode())
        os.utime(path, (modified, modified))

    def run(self, run: int = 1, month: str = MONTH, **more: str) -> None:
        """All jobs of a month."""
        self.pipeline.prepare(self.month(month), run, month, **more)
        self.pipeline.load(self.month(month), run, month, **more)

    def manifest(self) -> Dict[str, Any]:
        """What IngestRaw says of the lookup."""
        manifest = self.pipeline.objects.read_json("raw", ZONES.manifest_key)
        assert manifest is not None
        return manifest
