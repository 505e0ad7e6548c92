"""Glue job (Spark) of the state TransformTrips."""

import sys

from tlc_elt.transform import spark_job

if __name__ == "__main__":
    spark_job.run(sys.argv[1:])
