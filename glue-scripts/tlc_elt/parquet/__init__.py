"""Parquet files as their format says: footer, pages, and structs of Thrift that both are written in."""
