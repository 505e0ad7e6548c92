"""Puts and gets objects of 50 MB at the S3 of the environment, N GB each way; prints its memory and seconds."""

import json
import os
import statistics
import sys
import time

import boto3
from botocore.config import Config

pid, bucket, gigabytes = int(sys.argv[1]), sys.argv[2], [int(text) for text in sys.argv[3:]] or [2]
s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
body = os.urandom(50_000_000)


def memory():
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024


def cpu():
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(call):
    began, used = time.perf_counter(), cpu()
    call()
    return time.perf_counter() - began, cpu() - used


memories, puts, gets = [memory()], [], []
for number in range(20 * max(gigabytes)):
    key = f"traffic/{number}"
    puts.append(measured(lambda: s3.put_object(Bucket=bucket, Key=key, Body=body)))
    gets.append(measured(lambda: s3.get_object(Bucket=bucket, Key=key)["Body"].read()))
    memories.append(memory())
    s3.delete_object(Bucket=bucket, Key=key)


def median(samples, index):
    return round(statistics.median(sample[index] for sample in samples), 3)


print(json.dumps({
    "memory_mib": {"before": memories[0], "after": memories[-1], "peak": max(memories),
                   **{f"after {size} GB each way": max(memories[20 * size - 4 : 20 * size + 1]) for size in gigabytes}},
    "put": {"seconds": median(puts, 0), "server_cpu_seconds": median(puts, 1)},
    "get": {"seconds": median(gets, 0), "server_cpu_seconds": median(gets, 1)},
}))
