"""What roles may and may not do at S3: each `check_*` raises where an answer differs; prints name -> "ok" or traceback."""

import json
import os
import traceback

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

CONFIG = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1})
KEYS = json.loads(os.environ["TEST_KEYS"])


def client(name):
    keys = KEYS[name]
    return boto3.client(
        "s3",
        config=CONFIG,
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys["sessionToken"],
    )


operator = boto3.client("s3", config=CONFIG)
reader, writer, ended = client("reader"), client("writer"), client("ended")
ACCOUNT = boto3.client("sts").get_caller_identity()["Account"]


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response["Error"]
        return error.response
    raise AssertionError(f"{code} was expected")


def denied(role, action, resource, call, **arguments):
    response = refused("AccessDenied", call, **arguments)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 403
    sentence = (
        f"User: arn:aws:sts::{ACCOUNT}:assumed-role/{role}/test is not authorized to perform: {action} on resource: "
        f'"{resource}" because no identity-based policy allows the {action} action'
    )
    message = response["Error"]["Message"]
    assert message.startswith(sentence), message
    assert {"reader": "read-some", "writer": "write-some"}[role] in message, message


def check_reads():
    operator.put_object(Bucket="data", Key="open/a", Body=b"a")
    operator.put_object(Bucket="data", Key="closed/a", Body=b"a")
    assert reader.get_object(Bucket="data", Key="open/a")["Body"].read() == b"a"
    assert reader.head_object(Bucket="data", Key="open/a")["ContentLength"] == 1
    denied("reader", "s3:GetObject", "arn:aws:s3:::data/closed/a", reader.get_object, Bucket="data", Key="closed/a")
    refused("403", reader.head_object, Bucket="data", Key="closed/a")


def check_absence_is_hidden_from_who_may_not_list():
    denied("reader", "s3:ListBucket", "arn:aws:s3:::data", reader.get_object, Bucket="data", Key="open/absent")
    refused("403", reader.head_object, Bucket="data", Key="open/absent")
    refused("NoSuchKey", writer.get_object, Bucket="data", Key="mine/absent")
    refused("404", writer.head_object, Bucket="data", Key="mine/absent")


def check_each_operation_asks_for_its_own_action():
    data, mine = "arn:aws:s3:::data", "arn:aws:s3:::data/open/a"
    tags = {"TagSet": []}
    upload = operator.create_multipart_upload(Bucket="data", Key="open/a")["UploadId"]
    part = {"Bucket": "data", "Key": "open/a", "UploadId": upload}
    for action, resource, call, arguments in [
        ("s3:PutObject", mine, reader.put_object, {"Bucket": "data", "Key": "open/a", "Body": b""}),
        ("s3:DeleteObject", mine, reader.delete_object, {"Bucket": "data", "Key": "open/a"}),
        ("s3:DeleteObjectVersion", mine, reader.delete_object, {"Bucket": "data", "Key": "open/a", "VersionId": "null"}),
        ("s3:GetObjectVersion", mine, reader.get_object, {"Bucket": "data", "Key": "open/a", "VersionId": "null"}),
        ("s3:GetObjectAttributes", mine, reader.get_object_attributes, {"Bucket": "data", "Key": "open/a", "ObjectAttributes": ["ETag"]}),
        ("s3:GetObjectTagging", mine, reader.get_object_tagging, {"Bucket": "data", "Key": "open/a"}),
        ("s3:PutObjectTagging", mine, reader.put_object_tagging, {"Bucket": "data", "Key": "open/a", "Tagging": tags}),
        ("s3:DeleteObjectTagging", mine, reader.delete_object_tagging, {"Bucket": "data", "Key": "open/a"}),
        ("s3:PutObject", mine, reader.create_multipart_upload, {"Bucket": "data", "Key": "open/a"}),
        ("s3:PutObject", mine, reader.upload_part, {**part, "PartNumber": 1, "Body": b""}),
        ("s3:PutObject", mine, reader.complete_multipart_upload, {**part, "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": "x"}]}}),
        ("s3:AbortMultipartUpload", mine, reader.abort_multipart_upload, part),
        ("s3:ListMultipartUploadParts", mine, reader.list_parts, part),
        ("s3:ListBucketMultipartUploads", data, reader.list_multipart_uploads, {"Bucket": "data"}),
        ("s3:ListBucket", data, reader.list_objects_v2, {"Bucket": "data"}),
        ("s3:ListBucket", data, reader.list_objects, {"Bucket": "data"}),
        ("s3:ListBucketVersions", data, reader.list_object_versions, {"Bucket": "data"}),
        ("s3:GetBucketLocation", data, reader.get_bucket_location, {"Bucket": "data"}),
        ("s3:GetBucketVersioning", data, reader.get_bucket_versioning, {"Bucket": "data"}),
        ("s3:PutBucketVersioning", data, reader.put_bucket_versioning, {"Bucket": "data", "VersioningConfiguration": {"Status": "Enabled"}}),
        ("s3:GetBucketTagging", data, reader.get_bucket_tagging, {"Bucket": "data"}),
        ("s3:PutBucketTagging", data, reader.put_bucket_tagging, {"Bucket": "data", "Tagging": tags}),
        ("s3:PutBucketTagging", data, reader.delete_bucket_tagging, {"Bucket": "data"}),
        ("s3:GetEncryptionConfiguration", data, reader.get_bucket_encryption, {"Bucket": "data"}),
        ("s3:GetLifecycleConfiguration", data, reader.get_bucket_lifecycle_configuration, {"Bucket": "data"}),
        ("s3:GetBucketPolicy", data, reader.get_bucket_policy, {"Bucket": "data"}),
        ("s3:GetBucketPublicAccessBlock", data, reader.get_public_access_block, {"Bucket": "data"}),
        ("s3:GetBucketOwnershipControls", data, reader.get_bucket_ownership_controls, {"Bucket": "data"}),
        ("s3:GetBucketAcl", data, reader.get_bucket_acl, {"Bucket": "data"}),
        ("s3:DeleteBucket", data, reader.delete_bucket, {"Bucket": "data"}),
        ("s3:CreateBucket", "arn:aws:s3:::new-one", reader.create_bucket, {"Bucket": "new-one"}),
    ]:
        denied("reader", action, resource, call, **arguments)
    refused("403", reader.head_bucket, Bucket="data")
    message = refused("AccessDenied", reader.list_buckets)["Error"]["Message"]
    assert "s3:ListAllMyBuckets" in message, message


def check_copies_need_both_ends():
    operator.put_object(Bucket="data", Key="mine/from", Body=b"1", Tagging="a=1")
    operator.put_object(Bucket="data", Key="closed/from", Body=b"1")
    denied("writer", "s3:GetObject", "arn:aws:s3:::data/closed/from", writer.copy_object, Bucket="data", Key="mine/to",
           CopySource="data/closed/from")
    denied("writer", "s3:PutObject", "arn:aws:s3:::data/open/to", writer.copy_object, Bucket="data", Key="open/to",
           CopySource="data/mine/from")
    denied("writer", "s3:GetObjectTagging", "arn:aws:s3:::data/mine/from", writer.copy_object, Bucket="data", Key="mine/to",
           CopySource="data/mine/from")
    denied("writer", "s3:PutObjectTagging", "arn:aws:s3:::data/mine/to", writer.put_object, Bucket="data", Key="mine/to", Tagging="a=1")
    writer.copy_object(Bucket="data", Key="mine/to", CopySource="data/mine/from", TaggingDirective="REPLACE")


def check_delete_objects_is_asked_per_key():
    answer = writer.delete_objects(Bucket="data", Delete={"Objects": [{"Key": "mine/x"}]})
    [error] = answer["Errors"]
    assert error["Key"] == "mine/x" and error["Code"] == "AccessDenied" and "s3:DeleteObject" in error["Message"]


def check_bucket_policy_denies_even_the_administrator():
    operator.put_object(Bucket="versioned", Key="ledger/1", Body=b"")
    message = refused("AccessDenied", operator.delete_object, Bucket="versioned", Key="ledger/1")["Error"]["Message"]
    assert message.startswith(
        f"User: arn:aws:iam::{ACCOUNT}:user/local is not authorized to perform: s3:DeleteObject on resource: "
        '"arn:aws:s3:::versioned/ledger/1" with an explicit deny in a resource-based policy'
    ), message
    assert "KeepLedger" in message


def check_session_that_ended_is_expired():
    refused("ExpiredToken", ended.get_object, Bucket="data", Key="open/a")


def check_other_owner():
    assert operator.head_bucket(Bucket="data", ExpectedBucketOwner=ACCOUNT)
    refused("AccessDenied", operator.list_objects_v2, Bucket="data", ExpectedBucketOwner="999999999999")


def main():
    results = {}
    for name, check in [(name[6:], check) for name, check in list(globals().items()) if name.startswith("check_")]:
        try:
            check()
            results[name] = "ok"
        except Exception:
            results[name] = traceback.format_exc()
    print(json.dumps(results))


if __name__ == "__main__":
    main()
