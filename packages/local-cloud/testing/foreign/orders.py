"""Writes orders to S3; refuses a number of rows that makes no sense."""

import json
import sys

import boto3
from awsglue.utils import getResolvedOptions

args = getResolvedOptions(sys.argv, ["bucket", "rows"])
rows = int(args["rows"])
if rows <= 0:
    raise ValueError("there are no orders: rows=%d" % rows)
lines = [json.dumps({"customer": "c%d" % (row % 3), "amount": row}) for row in range(rows)]
boto3.client("s3").put_object(Bucket=args["bucket"], Key="orders/day.json", Body="\n".join(lines))
print("wrote", rows)
