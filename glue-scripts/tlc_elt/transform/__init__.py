"""TransformTrips: raw file → accepted rows, quarantine and a report, by DuckDB or by Spark."""
