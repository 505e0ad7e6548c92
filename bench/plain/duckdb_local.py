"""The month by plain DuckDB on local files: no S3, no checks. Usage: duckdb_local.py DATASET MONTH FILE WORKDIR"""

import sys

import duckdb
from accepted import accepted

dataset, month, source, work = sys.argv[1:]
processed = f"{work}/processed.parquet"
select = accepted(dataset, month, f"read_parquet('{source}')")
duckdb.execute(f"COPY ({select}) TO '{processed}' (FORMAT PARQUET)")
warehouse = duckdb.connect(f"{work}/warehouse.duckdb")
warehouse.execute(f"CREATE TABLE trips AS FROM read_parquet('{processed}')")
print(warehouse.execute("SELECT count(*) FROM trips").fetchone()[0])
warehouse.close()
