"""Glue job of the state IngestRaw (Python Shell)."""

import sys

from tlc_elt.ingest.run import main

if __name__ == "__main__":
    main(sys.argv[1:])
