"""What the tests stand on: a real local cloud as a process, reached by the jobs' own clients."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, NamedTuple, Tuple
from unittest import mock

import pytest

from tlc_elt import aws

ROOT = Path(__file__).resolve().parents[2]
LOCAL_CLOUD = ROOT / "packages/local-cloud/bin/local.ts"
REGION = "us-east-1"
ACCOUNT = "000000000000"
COPY_ROLE = f"arn:aws:iam::{ACCOUNT}:role/copy"


class Cloud(NamedTuple):
    """A local cloud that answers; `published` is the publisher's folder."""

    endpoint: str
    environment: Dict[str, str]
    published: Path

    def url(self, file: str) -> str:
        """Where the publisher's stand-in serves a file."""
        return f"{self.endpoint}/_publisher/{file}"


def node() -> str:
    """The Node of the workspace: turbo's task names its own, a plain pytest finds the root's."""
    installed = ROOT / "node_modules/node/bin/node"
    return os.environ.get("TLC_NODE") or (str(installed) if installed.exists() else shutil.which("node") or "node")


def template() -> dict:
    """Two buckets, a COPY role, and a warehouse named tlc."""
    trust = {"Service": ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]}
    reads = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}
    role = {
        "RoleName": "copy",
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": trust, "Action": "sts:AssumeRole"}],
        },
        "Policies": [
            {"PolicyName": "read", "PolicyDocument": {"Version": "2012-10-17", "Statement": [reads]}},
        ],
    }
    return {
        "Resources": {
            "Raw": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "raw"}},
            "Processed": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "processed"}},
            "CopyRole": {"Type": "AWS::IAM::Role", "Properties": role},
            "Namespace": {
                "Type": "AWS::RedshiftServerless::Namespace",
                "Properties": {
                    "NamespaceName": "tlc",
                    "DbName": "tlc",
                    "IamRoles": [COPY_ROLE],
                    "AdminUsername": "admin",
                    "ManageAdminPassword": True,
                },
            },
            "Workgroup": {
                "Type": "AWS::RedshiftServerless::Workgroup",
                "Properties": {"WorkgroupName": "tlc", "NamespaceName": "tlc"},
            },
        }
    }


def once_each(make: Callable[..., Any]) -> Callable[..., Any]:
    """Clients of which this process has each once: their making is most of what a job of a dozen rows does.

    Their user agent is given: botocore composes its own anew for each request, a tenth of what that takes.
    """
    clients: Dict[Tuple[Any, ...], Any] = {}

    def client(service: str, **settings: Any) -> Any:
        key = (service, repr(settings), os.environ["AWS_ENDPOINT_URL"], os.environ["AWS_ACCESS_KEY_ID"])
        if key not in clients:
            clients[key] = make(service, user_agent="tests", **settings)
        return clients[key]

    return client


def keep_open() -> None:
    """Keeps a session of the warehouse: without one its file is written out and closed after each job."""
    session = {"WorkgroupName": "tlc", "Database": "tlc", "SessionKeepAliveSeconds": 24 * 60 * 60}
    aws.client("redshift-data").execute_statement(Sql="SELECT 1", **session)


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """Starts a local cloud of its own, on a free port, and makes its clients' environment this process's."""
    folder = tmp_path_factory.mktemp("cloud")
    assembly, published = folder / "assembly", folder / "published"
    assembly.mkdir()
    published.mkdir()
    (assembly / "tests.template.json").write_text(json.dumps(template()))
    before = {**os.environ, "TLC_LOCAL_DIR": str(folder / "state"), "TLC_STAGE": "local"}

    def local(*arguments: str) -> str:
        command = [node(), str(LOCAL_CLOUD), *arguments]
        return subprocess.run(command, env=before, stdout=subprocess.PIPE, text=True, check=True).stdout

    local("up", "--assembly", str(assembly), "--source", str(published), "--port", "0", "--detach")
    try:
        clients = json.loads(local("env", "--json"))
        with mock.patch.dict(os.environ, clients), mock.patch.object(aws, "client", once_each(aws.client)):
            keep_open()
            yield Cloud(clients["AWS_ENDPOINT_URL"], clients, published)
    finally:
        local("down")
