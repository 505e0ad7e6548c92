"""Glue job of the state LoadRedshift (Python Shell)."""

import sys

from tlc_elt.load.run import main

if __name__ == "__main__":
    main(sys.argv[1:])
