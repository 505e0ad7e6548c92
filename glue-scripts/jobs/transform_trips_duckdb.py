"""Glue job (Python Shell) of the state TransformTrips, engine DuckDB."""

import sys

from tlc_elt.transform import duckdb_job

if __name__ == "__main__":
    duckdb_job.run(sys.argv[1:])
