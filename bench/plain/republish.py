"""A republication of a generated month: python republish.py FILE INTO WHAT

some   1% of the rows have another fare, 0.5% are gone, 0.5% are twice there, and all stand in another order
all    every row has another fare
"""

import sys

import duckdb

file, into, what = sys.argv[1:]
numbered = f"(SELECT *, file_row_number % 200 AS part FROM read_parquet('{file}', file_row_number = true))"
fare = "* EXCLUDE (file_row_number, part) REPLACE (fare_amount + {cents} AS fare_amount, total_amount + {cents} AS total_amount)"
changed = fare.format(cents="CASE WHEN part IN (1, 2) THEN 0.5 ELSE 0 END")
rows = {
    "some": f"""SELECT {changed} FROM {numbered} WHERE part <> 0
        UNION ALL SELECT * EXCLUDE (file_row_number, part) FROM {numbered} WHERE part = 3
        ORDER BY tpep_dropoff_datetime DESC""",
    "all": f"SELECT {fare.format(cents='0.01')} FROM {numbered}",
}[what]
duckdb.sql(f"""COPY ({rows}) TO '{into}'
    (FORMAT PARQUET, COMPRESSION ZSTD, ROW_GROUP_SIZE 1048576, KV_METADATA {{'tlc-elt.generated': 'true'}})""")
