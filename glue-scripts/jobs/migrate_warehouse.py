"""Glue job MigrateWarehouse (Python Shell)."""

import sys

from tlc_elt.migrate.run import main

if __name__ == "__main__":
    main(sys.argv[1:])
