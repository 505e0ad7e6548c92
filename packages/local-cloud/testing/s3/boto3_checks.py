"""What boto3 expects of S3: each `check_*` raises where an answer differs; prints a JSON object name -> "ok" or traceback.

Runs against any S3 whose address and keys stand in the environment; the buckets `data`, `other` and `versioned` must be
there, the latter with versioning on.
"""

import base64
import concurrent.futures
import hashlib
import io
import json
import os
import sys
import time
import traceback
import urllib.error
import urllib.request
import zlib

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError

CONFIG = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1})
s3 = boto3.client("s3", config=CONFIG)
MB = 1024 * 1024
ODD_KEYS = [
    "plain",
    "with space",
    "plus+plus",
    "percent%41",
    "ampersand&<>\"'",
    "umlaut-äöü",
    "emoji-\U0001f695",
    "private-\uffee",
    "a//b",
    "trailing/",
    "dots/../up",
    "question?mark#hash",
    "equal=sign/month=2024-09",
    "tab\tnewline\nreturn\r",
    "colon:semicolon;comma,at@",
    "tilde~(brackets)[x]{y}|\\",
    "*star'",
    " ",
]


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response["Error"]
        return error
    raise AssertionError(f"{code} was expected")


def body(bucket, key, **more):
    return s3.get_object(Bucket=bucket, Key=key, **more)["Body"].read()


def keys(**arguments):
    return [item["Key"] for item in s3.list_objects_v2(**arguments).get("Contents", [])]


def check_put_get_head_with_metadata():
    put = s3.put_object(
        Bucket="data",
        Key="meta/one",
        Body=b"abc",
        ContentType="text/csv",
        CacheControl="no-cache",
        ContentEncoding="identity",
        ContentDisposition="attachment",
        ContentLanguage="en",
        Metadata={"run": "r1", "empty": ""},
    )
    assert put["ETag"] == '"%s"' % hashlib.md5(b"abc").hexdigest()
    assert put["ChecksumCRC32"] == base64.b64encode(zlib.crc32(b"abc").to_bytes(4, "big")).decode()
    head = s3.head_object(Bucket="data", Key="meta/one", ChecksumMode="ENABLED")
    got = s3.get_object(Bucket="data", Key="meta/one")
    for answer in (head, got):
        assert answer["ContentLength"] == 3 and answer["ContentType"] == "text/csv"
        assert answer["CacheControl"] == "no-cache" and answer["ContentEncoding"] == "identity"
        assert answer["ContentDisposition"] == "attachment" and answer["ContentLanguage"] == "en"
        assert answer["Metadata"] == {"run": "r1", "empty": ""}, answer["Metadata"]
        assert answer["ChecksumCRC32"] == put["ChecksumCRC32"]
    assert got["Body"].read() == b"abc"


def check_zero_bytes():
    s3.put_object(Bucket="data", Key="zero", Body=b"")
    assert body("data", "zero") == b""
    assert s3.head_object(Bucket="data", Key="zero")["ContentLength"] == 0
    refused("InvalidRange", s3.get_object, Bucket="data", Key="zero", Range="bytes=0-0")


def check_ranges():
    s3.put_object(Bucket="data", Key="range", Body=b"0123456789")
    for header, expected in [
        ("bytes=0-0", b"0"),
        ("bytes=2-4", b"234"),
        ("bytes=7-", b"789"),
        ("bytes=-3", b"789"),
        ("bytes=-30", b"0123456789"),
        ("bytes=5-100", b"56789"),
    ]:
        got = s3.get_object(Bucket="data", Key="range", Range=header)
        assert got["Body"].read() == expected, header
        assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
        assert got["ContentRange"].endswith("/10")
    assert body("data", "range", Range="bytes=4-2") == b"0123456789"
    refused("InvalidRange", s3.get_object, Bucket="data", Key="range", Range="bytes=10-")
    refused("InvalidRange", s3.get_object, Bucket="data", Key="range", Range="bytes=-0")


def check_missing_things():
    refused("NoSuchKey", s3.get_object, Bucket="data", Key="nothing")
    refused("404", s3.head_object, Bucket="data", Key="nothing")
    refused("NoSuchBucket", s3.get_object, Bucket="nowhere", Key="nothing")
    refused("NoSuchBucket", s3.list_objects_v2, Bucket="nowhere")
    refused("404", s3.head_bucket, Bucket="nowhere")
    s3.delete_object(Bucket="data", Key="nothing")


def check_odd_keys():
    for key in ODD_KEYS:
        s3.put_object(Bucket="data", Key="odd/" + key, Body=key.encode(), Metadata={"n": "1"})
    expected = sorted(("odd/" + key for key in ODD_KEYS), key=lambda key: key.encode())
    assert keys(Bucket="data", Prefix="odd/") == expected
    assert keys(Bucket="data", Prefix="odd/", EncodingType="url") != []
    for key in ODD_KEYS:
        assert body("data", "odd/" + key) == key.encode(), key
    copied = "odd/copy of ä&+%"
    s3.copy_object(Bucket="data", Key=copied, CopySource={"Bucket": "data", "Key": "odd/percent%41"})
    assert body("data", copied) == b"percent%41"
    gone = s3.delete_objects(Bucket="data", Delete={"Objects": [{"Key": key} for key in [*expected, copied]]})
    assert sorted(item["Key"] for item in gone["Deleted"]) == sorted([*expected, copied])
    assert keys(Bucket="data", Prefix="odd/") == []


def check_listing():
    names = [f"list/{folder}/{number}" for folder in "abc" for number in range(4)] + ["list/top", "list/zz"]
    for name in names:
        s3.put_object(Bucket="data", Key=name, Body=name.encode())
    assert keys(Bucket="data", Prefix="list/") == sorted(names)
    page = s3.list_objects_v2(Bucket="data", Prefix="list/", Delimiter="/")
    assert [item["Prefix"] for item in page["CommonPrefixes"]] == ["list/a/", "list/b/", "list/c/"]
    assert [item["Key"] for item in page["Contents"]] == ["list/top", "list/zz"] and page["KeyCount"] == 5
    seen, count, arguments = [], 0, {}
    while True:
        page = s3.list_objects_v2(Bucket="data", Prefix="list/", Delimiter="/", MaxKeys=2, **arguments)
        seen += [item["Prefix"] for item in page.get("CommonPrefixes", [])]
        seen += [item["Key"] for item in page.get("Contents", [])]
        count += 1
        if not page["IsTruncated"]:
            break
        arguments = {"ContinuationToken": page["NextContinuationToken"]}
    assert seen == ["list/a/", "list/b/", "list/c/", "list/top", "list/zz"] and count == 3, (seen, count)
    assert keys(Bucket="data", Prefix="list/", StartAfter="list/c/2") == ["list/c/3", "list/top", "list/zz"]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="data", Prefix="list/", PaginationConfig={"PageSize": 3})
    assert [item["Key"] for page in pages for item in page["Contents"]] == sorted(names)
    none = s3.list_objects_v2(Bucket="data", Prefix="list/", MaxKeys=0)
    assert none["KeyCount"] == 0 and not none["IsTruncated"]
    assert "Owner" in s3.list_objects_v2(Bucket="data", Prefix="list/", FetchOwner=True)["Contents"][0]
    pages = s3.get_paginator("list_objects").paginate(Bucket="data", Prefix="list/", Delimiter="/", PaginationConfig={"PageSize": 2})
    old = [[item["Prefix"] for item in page.get("CommonPrefixes", [])] + [item["Key"] for item in page.get("Contents", [])] for page in pages]
    assert old == [["list/a/", "list/b/"], ["list/c/", "list/top"], ["list/zz"]], old
    assert s3.list_objects(Bucket="data", Prefix="list/", Marker="list/top")["Contents"][0]["Key"] == "list/zz"


def check_copy():
    s3.put_object(Bucket="data", Key="copy/from", Body=b"copied", ContentType="text/plain", Metadata={"a": "1"}, Tagging="t=1")
    kept = s3.copy_object(Bucket="other", Key="to", CopySource="data/copy/from")
    assert kept["CopyObjectResult"]["ETag"] == '"%s"' % hashlib.md5(b"copied").hexdigest()
    head = s3.head_object(Bucket="other", Key="to")
    assert head["Metadata"] == {"a": "1"} and head["ContentType"] == "text/plain"
    assert s3.get_object_tagging(Bucket="other", Key="to")["TagSet"] == [{"Key": "t", "Value": "1"}]
    s3.copy_object(Bucket="other", Key="to", CopySource="data/copy/from", MetadataDirective="REPLACE", Metadata={"b": "2"},
                   TaggingDirective="REPLACE", Tagging="u=2")
    head = s3.head_object(Bucket="other", Key="to")
    assert head["Metadata"] == {"b": "2"} and head["ContentType"] == "binary/octet-stream"
    assert s3.get_object_tagging(Bucket="other", Key="to")["TagSet"] == [{"Key": "u", "Value": "2"}]
    refused("InvalidRequest", s3.copy_object, Bucket="other", Key="to", CopySource="other/to")
    refused("NoSuchKey", s3.copy_object, Bucket="other", Key="to", CopySource="data/absent")
    refused("PreconditionFailed", s3.copy_object, Bucket="other", Key="to", CopySource="data/copy/from", CopySourceIfMatch='"0"')
    s3.delete_object(Bucket="data", Key="copy/from")
    assert body("other", "to") == b"copied"


def check_delete_objects():
    for name in ("d/1", "d/2"):
        s3.put_object(Bucket="data", Key=name, Body=b"")
    gone = s3.delete_objects(Bucket="data", Delete={"Objects": [{"Key": "d/1"}, {"Key": "d/absent"}]})
    assert [item["Key"] for item in gone["Deleted"]] == ["d/1", "d/absent"] and "Errors" not in gone
    quiet = s3.delete_objects(Bucket="data", Delete={"Objects": [{"Key": "d/2"}], "Quiet": True})
    assert "Deleted" not in quiet and keys(Bucket="data", Prefix="d/") == []
    etag = s3.put_object(Bucket="data", Key="d/3", Body=b"x")["ETag"]
    refused("PreconditionFailed", s3.delete_object, Bucket="data", Key="d/3", IfMatch='"0"')
    s3.delete_object(Bucket="data", Key="d/3", IfMatch=etag)


def check_multipart():
    parts = [os.urandom(5 * MB), os.urandom(5 * MB), b"end"]
    upload = s3.create_multipart_upload(Bucket="data", Key="multi", ContentType="x/y", Metadata={"m": "1"}, Tagging="a=b")["UploadId"]
    done = []
    for number, part in enumerate(parts, 1):
        etag = s3.upload_part(Bucket="data", Key="multi", UploadId=upload, PartNumber=number, Body=part)["ETag"]
        done.append({"PartNumber": number, "ETag": etag})
    listed = s3.list_parts(Bucket="data", Key="multi", UploadId=upload, MaxParts=2)
    assert [part["Size"] for part in listed["Parts"]] == [5 * MB, 5 * MB] and listed["IsTruncated"]
    rest = s3.list_parts(Bucket="data", Key="multi", UploadId=upload, PartNumberMarker=listed["NextPartNumberMarker"])
    assert [part["PartNumber"] for part in rest["Parts"]] == [3]
    assert upload in [item["UploadId"] for item in s3.list_multipart_uploads(Bucket="data", Prefix="mul")["Uploads"]]
    refused("InvalidPart", s3.complete_multipart_upload, Bucket="data", Key="multi", UploadId=upload,
            MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": '"0"'}]})
    refused("InvalidPartOrder", s3.complete_multipart_upload, Bucket="data", Key="multi", UploadId=upload,
            MultipartUpload={"Parts": [done[1], done[0]]})
    refused("EntityTooSmall", s3.complete_multipart_upload, Bucket="data", Key="multi", UploadId=upload,
            MultipartUpload={"Parts": small(upload, done)})
    s3.complete_multipart_upload(Bucket="data", Key="multi", UploadId=upload, MultipartUpload={"Parts": done})
    head = s3.head_object(Bucket="data", Key="multi")
    md5 = hashlib.md5(b"".join(hashlib.md5(part).digest() for part in parts)).hexdigest()
    assert head["ETag"] == f'"{md5}-3"' and head["Metadata"] == {"m": "1"} and head["ContentType"] == "x/y"
    assert s3.get_object_tagging(Bucket="data", Key="multi")["TagSet"] == [{"Key": "a", "Value": "b"}]
    assert body("data", "multi") == b"".join(parts)
    second = s3.get_object(Bucket="data", Key="multi", PartNumber=2)
    assert second["PartsCount"] == 3 and second["Body"].read() == parts[1]
    refused("NoSuchUpload", s3.upload_part, Bucket="data", Key="multi", UploadId=upload, PartNumber=1, Body=b"x")
    first = s3.head_object(Bucket="data", Key="multi")["LastModified"]
    again = s3.complete_multipart_upload(Bucket="data", Key="multi", UploadId=upload, MultipartUpload={"Parts": done})
    assert again["ETag"] == head["ETag"] and s3.head_object(Bucket="data", Key="multi")["LastModified"] == first
    s3.put_object(Bucket="data", Key="multi-later", Body=b"")
    refused("NoSuchUpload", s3.complete_multipart_upload, Bucket="data", Key="multi-later", UploadId=upload,
            MultipartUpload={"Parts": done})
    attributes = s3.get_object_attributes(Bucket="data", Key="multi", ObjectAttributes=["ETag", "ObjectSize", "ObjectParts"])
    assert attributes["ObjectSize"] == 10 * MB + 3 and attributes["ObjectParts"]["TotalPartsCount"] == 3


def pages_of_uploads(**arguments):
    """What the pages of a listing of uploads show: keys and prefixes in their order."""
    found, markers = [], {}
    while True:
        page = s3.list_multipart_uploads(Bucket="other", **arguments, **markers)
        shown = [(item["Key"], item["UploadId"]) for item in page.get("Uploads", [])]
        found.append(shown + [item["Prefix"] for item in page.get("CommonPrefixes", [])])
        if not page["IsTruncated"]:
            return found
        markers = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page.get("NextUploadIdMarker", "")}


def check_listing_of_uploads():
    ids = {}
    for key in ["a", "b/1", "b/2", "b/2", "c", "c", "d/x/1"]:
        ids.setdefault(key, []).append(s3.create_multipart_upload(Bucket="other", Key=key)["UploadId"])
        time.sleep(0.002)
    listed = [(key, upload) for key in ids for upload in ids[key]]
    assert pages_of_uploads() == [listed]
    assert pages_of_uploads(MaxUploads=2) == [listed[0:2], listed[2:4], listed[4:6], listed[6:]]
    assert pages_of_uploads(Prefix="b/") == [listed[1:4]]
    one = [[listed[0]], ["b/"], [listed[4]], [listed[5]], ["d/"]]
    assert pages_of_uploads(Delimiter="/", MaxUploads=1) == one
    assert pages_of_uploads(Delimiter="/", MaxUploads=3) == [[listed[0], listed[4], "b/"], [listed[5], "d/"]]
    assert pages_of_uploads(Delimiter="/", Prefix="d/") == [["d/x/"]]
    for key, upload in listed:
        s3.abort_multipart_upload(Bucket="other", Key=key, UploadId=upload)
    assert pages_of_uploads() == [[]]


def small(upload, done):
    etag = s3.upload_part(Bucket="data", Key="multi", UploadId=upload, PartNumber=4, Body=b"x")["ETag"]
    return [done[0], done[2], {"PartNumber": 4, "ETag": etag}]


def check_multipart_abort_and_copy():
    s3.put_object(Bucket="data", Key="source", Body=b"0123456789" * MB)
    upload = s3.create_multipart_upload(Bucket="data", Key="joined")["UploadId"]
    first = s3.upload_part_copy(Bucket="data", Key="joined", UploadId=upload, PartNumber=1, CopySource="data/source",
                                CopySourceRange=f"bytes=0-{6 * MB - 1}")["CopyPartResult"]["ETag"]
    last = s3.upload_part_copy(Bucket="data", Key="joined", UploadId=upload, PartNumber=2, CopySource="data/source",
                               CopySourceRange="bytes=3-12")["CopyPartResult"]["ETag"]
    s3.complete_multipart_upload(Bucket="data", Key="joined", UploadId=upload, MultipartUpload={
        "Parts": [{"PartNumber": 1, "ETag": first}, {"PartNumber": 2, "ETag": last}]})
    assert body("data", "joined") == (b"0123456789" * MB)[: 6 * MB] + b"3456789012"
    upload = s3.create_multipart_upload(Bucket="data", Key="aborted")["UploadId"]
    s3.upload_part(Bucket="data", Key="aborted", UploadId=upload, PartNumber=1, Body=b"x")
    s3.abort_multipart_upload(Bucket="data", Key="aborted", UploadId=upload)
    refused("NoSuchUpload", s3.list_parts, Bucket="data", Key="aborted", UploadId=upload)
    refused("NoSuchKey", s3.get_object, Bucket="data", Key="aborted")


def check_transfer_manager():
    data = os.urandom(20 * MB)
    config = TransferConfig(multipart_threshold=6 * MB, multipart_chunksize=6 * MB, max_concurrency=4)
    s3.upload_fileobj(io.BytesIO(data), "data", "transfer", Config=config)
    target = io.BytesIO()
    s3.download_fileobj("data", "transfer", target, Config=config)
    assert target.getvalue() == data
    s3.copy({"Bucket": "data", "Key": "transfer"}, "other", "transfer", Config=config)
    assert body("other", "transfer") == data


def check_conditional_writes():
    s3.delete_object(Bucket="data", Key="once")
    etag = s3.put_object(Bucket="data", Key="once", Body=b"1", IfNoneMatch="*")["ETag"]
    refused("PreconditionFailed", s3.put_object, Bucket="data", Key="once", Body=b"2" * MB, IfNoneMatch="*")
    refused("PreconditionFailed", s3.put_object, Bucket="data", Key="once", Body=b"2", IfMatch='"0"')
    s3.put_object(Bucket="data", Key="once", Body=b"3", IfMatch=etag)
    assert body("data", "once") == b"3"
    refused("NoSuchKey", s3.put_object, Bucket="data", Key="never", Body=b"", IfMatch=etag)


def check_conditional_reads():
    put = s3.put_object(Bucket="data", Key="cond", Body=b"1")
    modified = s3.head_object(Bucket="data", Key="cond")["LastModified"]
    refused("PreconditionFailed", s3.get_object, Bucket="data", Key="cond", IfMatch='"0"')
    refused("304", s3.get_object, Bucket="data", Key="cond", IfNoneMatch=put["ETag"])
    refused("304", s3.get_object, Bucket="data", Key="cond", IfModifiedSince=modified)
    assert body("data", "cond", IfMatch=put["ETag"], IfUnmodifiedSince=modified) == b"1"


def check_concurrent_creation_has_one_winner():
    def create(number):
        try:
            s3.put_object(Bucket="data", Key=f"race/{number % 5}", Body=bytes([number]) * MB, IfNoneMatch="*")
            return number
        except ClientError as error:
            assert error.response["Error"]["Code"] == "PreconditionFailed", error
            return None

    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        winners = [number for number in pool.map(create, range(50)) if number is not None]
    assert sorted(number % 5 for number in winners) == [0, 1, 2, 3, 4], winners
    for number in winners:
        assert body("data", f"race/{number % 5}") == bytes([number]) * MB


def check_checksums():
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        put = s3.put_object(Bucket="data", Key="sum", Body=b"sum", ChecksumAlgorithm=algorithm)
        member = f"Checksum{algorithm}"
        got = s3.get_object(Bucket="data", Key="sum", ChecksumMode="ENABLED")
        assert got["Body"].read() == b"sum" and got[member] == put[member]
        refused("BadDigest", s3.put_object, Bucket="data", Key="bad", Body=b"sum", **{member: base64.b64encode(
            b"\0" * len(base64.b64decode(put[member]))).decode()})
    # Values of "123456789" from the catalogue of CRC algorithms.
    for member, value in {"ChecksumCRC32C": 0xE3069283, "ChecksumCRC64NVME": 0xAE8B14860A799888}.items():
        text = base64.b64encode(value.to_bytes(8 if "64" in member else 4, "big")).decode()
        s3.put_object(Bucket="data", Key="sum", Body=b"123456789", **{member: text})
        head = s3.head_object(Bucket="data", Key="sum", ChecksumMode="ENABLED")
        assert head[member] == text and head["ChecksumType"] == "FULL_OBJECT"
        refused("BadDigest", s3.put_object, Bucket="data", Key="bad", Body=b"12345678", **{member: text})
    md5 = base64.b64encode(hashlib.md5(b"x").digest()).decode()
    s3.put_object(Bucket="data", Key="sum", Body=b"x", ContentMD5=md5)
    refused("BadDigest", s3.put_object, Bucket="data", Key="bad", Body=b"y", ContentMD5=md5)
    refused("InvalidDigest", s3.put_object, Bucket="data", Key="bad", Body=b"y", ContentMD5="AAAA")
    refused("NoSuchKey", s3.get_object, Bucket="data", Key="bad")


def check_multipart_checksums():
    parts = [os.urandom(5 * MB), b"tail"]
    for kind in ("COMPOSITE", "FULL_OBJECT"):
        upload = s3.create_multipart_upload(Bucket="data", Key="sums", ChecksumAlgorithm="CRC32", ChecksumType=kind)["UploadId"]
        done = []
        for number, part in enumerate(parts, 1):
            answer = s3.upload_part(Bucket="data", Key="sums", UploadId=upload, PartNumber=number, Body=part, ChecksumAlgorithm="CRC32")
            done.append({"PartNumber": number, "ETag": answer["ETag"], "ChecksumCRC32": answer["ChecksumCRC32"]})
        whole = zlib.crc32(b"".join(parts)).to_bytes(4, "big")
        of_parts = zlib.crc32(b"".join(base64.b64decode(part["ChecksumCRC32"]) for part in done)).to_bytes(4, "big")
        expected = base64.b64encode(whole).decode() if kind == "FULL_OBJECT" else base64.b64encode(of_parts).decode() + "-2"
        refused("InvalidPart", s3.complete_multipart_upload, Bucket="data", Key="sums", UploadId=upload, MultipartUpload={
            "Parts": [done[0], {**done[1], "ChecksumCRC32": "AAAAAA=="}]})
        complete = s3.complete_multipart_upload(Bucket="data", Key="sums", UploadId=upload, MultipartUpload={"Parts": done})
        assert complete["ChecksumCRC32"] == expected and complete["ChecksumType"] == kind
        assert s3.head_object(Bucket="data", Key="sums", ChecksumMode="ENABLED")["ChecksumCRC32"] == expected
    assert body("data", "sums") == b"".join(parts)


def check_tags():
    s3.put_object(Bucket="data", Key="tagged", Body=b"", Tagging="a=1&b=x%20y")
    assert s3.head_object(Bucket="data", Key="tagged").get("TagCount", 2) == 2
    assert s3.get_object_tagging(Bucket="data", Key="tagged")["TagSet"] == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "x y"}]
    s3.put_object_tagging(Bucket="data", Key="tagged", Tagging={"TagSet": [{"Key": "c&", "Value": "<3>"}]})
    assert s3.get_object_tagging(Bucket="data", Key="tagged")["TagSet"] == [{"Key": "c&", "Value": "<3>"}]
    s3.delete_object_tagging(Bucket="data", Key="tagged")
    assert s3.get_object_tagging(Bucket="data", Key="tagged")["TagSet"] == []
    refused("BadRequest", s3.put_object_tagging, Bucket="data", Key="tagged", Tagging={
        "TagSet": [{"Key": str(number), "Value": ""} for number in range(11)]})


def check_response_overrides():
    s3.put_object(Bucket="data", Key="over", Body=b"", ContentType="a/b")
    got = s3.get_object(Bucket="data", Key="over", ResponseContentType="text/html", ResponseContentDisposition="inline", ResponseCacheControl="max-age=1")
    assert (got["ContentType"], got["ContentDisposition"], got["CacheControl"]) == ("text/html", "inline", "max-age=1")


def fetch(url, method="GET", data=None, headers=None):
    with urllib.request.urlopen(urllib.request.Request(url, method=method, data=data, headers=headers or {})) as answer:
        return answer.read()


def check_presigned_urls():
    signer = boto3.client("s3", config=CONFIG.merge(Config(signature_version="s3v4")))
    put = signer.generate_presigned_url("put_object", Params={"Bucket": "data", "Key": "pre signed"}, ExpiresIn=60)
    fetch(put, "PUT", b"by url")
    get = signer.generate_presigned_url("get_object", Params={"Bucket": "data", "Key": "pre signed", "ResponseContentType": "x/y"}, ExpiresIn=60)
    assert fetch(get) == b"by url"
    for wrong in (get.replace("pre%20signed", "other"), get.replace("X-Amz-Expires=60", "X-Amz-Expires=61")):
        try:
            fetch(wrong)
            raise AssertionError("a changed URL was accepted")
        except urllib.error.HTTPError as error:
            assert error.code == 403 and b"SignatureDoesNotMatch" in error.read()
    short = signer.generate_presigned_url("get_object", Params={"Bucket": "data", "Key": "pre signed"}, ExpiresIn=1)
    time.sleep(2.1)
    try:
        fetch(short)
        raise AssertionError("an old URL was accepted")
    except urllib.error.HTTPError as error:
        text = error.read()
        assert error.code == 403 and b"AccessDenied" in text and b"Request has expired" in text, text


def check_a_checksum_in_a_presigned_url_is_ignored():
    """The SDK for JavaScript signs into a URL the checksum of an empty body, because it has no other."""
    url = "%s/data/presigned-checksum?x-amz-checksum-crc32=AAAAAA%%3D%%3D&x-amz-sdk-checksum-algorithm=CRC32" % os.environ["AWS_ENDPOINT_URL"]
    request = AWSRequest(method="PUT", url=url)
    S3SigV4QueryAuth(boto3.Session().get_credentials(), "s3", os.environ["AWS_REGION"], expires=60).add_auth(request)
    fetch(request.url, "PUT", b"not empty")
    assert s3.get_object(Bucket="data", Key="presigned-checksum")["Body"].read() == b"not empty"


def check_a_url_of_another_signature_is_named():
    for config, name in ((Config(signature_version="s3-query"), b"Signature Version 2"), (Config(signature_version="s3"), b"Signature Version 2")):
        url = boto3.client("s3", config=CONFIG.merge(config)).generate_presigned_url("get_object", Params={"Bucket": "data", "Key": "k"})
        assert "AWSAccessKeyId=" in url, url
        try:
            fetch(url)
            raise AssertionError("a URL of %s was accepted" % name)
        except urllib.error.HTTPError as error:
            text = error.read()
            assert error.code == 400 and b"<Code>InvalidRequest</Code>" in text and name in text and b"s3v4" in text, text
    refused("InvalidRequest", boto3.client("s3", config=CONFIG.merge(Config(signature_version="s3"))).list_buckets)


def check_wrong_keys():
    key, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
    wrong = boto3.client("s3", aws_secret_access_key=secret + "x", aws_access_key_id=key, config=CONFIG)
    refused("SignatureDoesNotMatch", wrong.list_buckets)
    unknown = boto3.client("s3", aws_secret_access_key=secret, aws_access_key_id="AKIAUNKNOWN000000000", config=CONFIG)
    refused("InvalidAccessKeyId", unknown.list_buckets)
    foreign = boto3.client("s3", aws_secret_access_key=secret, aws_access_key_id=key, aws_session_token="x", config=CONFIG)
    refused("InvalidToken", foreign.list_buckets)


def check_versions():
    first = s3.put_object(Bucket="versioned", Key="v", Body=b"1")["VersionId"]
    second = s3.put_object(Bucket="versioned", Key="v", Body=b"2")["VersionId"]
    assert body("versioned", "v") == b"2" and body("versioned", "v", VersionId=first) == b"1"
    marker = s3.delete_object(Bucket="versioned", Key="v")
    assert marker["DeleteMarker"] is True
    gone = refused("NoSuchKey", s3.get_object, Bucket="versioned", Key="v")
    assert gone.response["ResponseMetadata"]["HTTPHeaders"]["x-amz-delete-marker"] == "true"
    refused("MethodNotAllowed", s3.get_object, Bucket="versioned", Key="v", VersionId=marker["VersionId"])
    refused("NoSuchVersion", s3.get_object, Bucket="versioned", Key="v", VersionId="0" * 32)
    assert keys(Bucket="versioned", Prefix="v") == []
    page = s3.list_object_versions(Bucket="versioned", Prefix="v")
    assert [item["VersionId"] for item in page["Versions"]] == [second, first]
    assert page["DeleteMarkers"][0]["VersionId"] == marker["VersionId"] and page["DeleteMarkers"][0]["IsLatest"]
    pages = s3.get_paginator("list_object_versions").paginate(Bucket="versioned", Prefix="v", PaginationConfig={"PageSize": 1})
    flat = [item["VersionId"] for page in pages for item in page.get("Versions", []) + page.get("DeleteMarkers", [])]
    assert flat == [marker["VersionId"], second, first], flat
    undone = s3.delete_object(Bucket="versioned", Key="v", VersionId=marker["VersionId"])
    assert undone["DeleteMarker"] is True and body("versioned", "v") == b"2"
    s3.copy_object(Bucket="versioned", Key="v", CopySource={"Bucket": "versioned", "Key": "v", "VersionId": first})
    assert body("versioned", "v") == b"1"
    s3.delete_objects(Bucket="versioned", Delete={"Objects": [{"Key": "v", "VersionId": second}]})
    refused("NoSuchVersion", s3.get_object, Bucket="versioned", Key="v", VersionId=second)
    s3.put_object_tagging(Bucket="versioned", Key="v", VersionId=first, Tagging={"TagSet": [{"Key": "k", "Value": "1"}]})
    assert s3.get_object_tagging(Bucket="versioned", Key="v")["TagSet"] == []


def check_suspended_versioning():
    s3.create_bucket(Bucket="switched")
    assert "Status" not in s3.get_bucket_versioning(Bucket="switched")
    s3.put_object(Bucket="switched", Key="k", Body=b"null")
    s3.put_bucket_versioning(Bucket="switched", VersioningConfiguration={"Status": "Enabled"})
    kept = s3.put_object(Bucket="switched", Key="k", Body=b"kept")["VersionId"]
    s3.put_bucket_versioning(Bucket="switched", VersioningConfiguration={"Status": "Suspended"})
    assert s3.get_bucket_versioning(Bucket="switched")["Status"] == "Suspended"
    assert body("switched", "k", VersionId="null") == b"null"
    assert s3.put_object(Bucket="switched", Key="k", Body=b"new null")["VersionId"] == "null"
    versions = s3.list_object_versions(Bucket="switched")["Versions"]
    assert [item["VersionId"] for item in versions] == ["null", kept]
    assert s3.delete_object(Bucket="switched", Key="k")["VersionId"] == "null"
    refused("BucketNotEmpty", s3.delete_bucket, Bucket="switched")
    s3.delete_object(Bucket="switched", Key="k", VersionId="null")
    assert body("switched", "k") == b"kept"
    s3.delete_object(Bucket="switched", Key="k", VersionId=kept)
    s3.delete_bucket(Bucket="switched")
    refused("NoSuchBucket", s3.list_objects_v2, Bucket="switched")


def check_encryption_is_recorded():
    s3.put_object(Bucket="data", Key="sse", Body=b"", ServerSideEncryption="aws:kms", SSEKMSKeyId="k", StorageClass="STANDARD_IA")
    head = s3.head_object(Bucket="data", Key="sse")
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"], head["StorageClass"]) == ("aws:kms", "k", "STANDARD_IA")


def main():
    checks = {name[6:]: check for name, check in list(globals().items()) if name.startswith("check_")}
    wanted = sys.argv[1:] or list(checks)
    results = {}
    for name in wanted:
        try:
            checks[name]()
            results[name] = "ok"
        except Exception:
            results[name] = traceback.format_exc()
    print(json.dumps(results))


if __name__ == "__main__":
    main()
