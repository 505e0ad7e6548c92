"""What the tests stand on: a real local cloud as a process, reached by the jobs' own clients."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Dict, Iterator, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCAL_CLOUD = ROOT / "packages/local-cloud/bin/local.ts"
REGION = "us-east-1"
ACCOUNT = "000000000000"
COPY_ROLE = f"arn:aws:iam::{ACCOUNT}:role/copy"
START_SECONDS = 60


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
                "Properties": {"NamespaceName": "tlc", "DbName": "tlc", "IamRoles": [COPY_ROLE]},
            },
            "Workgroup": {
                "Type": "AWS::RedshiftServerless::Workgroup",
                "Properties": {"WorkgroupName": "tlc", "NamespaceName": "tlc"},
            },
        }
    }


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """Starts a local cloud of its own, on a free port, and makes its clients' environment this process's."""
    folder = tmp_path_factory.mktemp("cloud")
    assembly, published = folder / "assembly", folder / "published"
    assembly.mkdir()
    published.mkdir()
    (assembly / "tests.template.json").write_text(json.dumps(template()))
    environment = {**os.environ, "TLC_LOCAL_DIR": str(folder / "state"), "TLC_STAGE": "local"}
    command = [node(), str(LOCAL_CLOUD), "up", "--assembly", str(assembly), "--port", "0", "--source", str(published)]
    log = (folder / "log.txt").open("w")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        clients = _started(process, folder / "state/local", folder / "log.txt")
        before = dict(os.environ)
        os.environ.update(clients)
        yield Cloud(clients["AWS_ENDPOINT_URL"], clients, published)
        os.environ.clear()
        os.environ.update(before)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)
        log.close()


def _started(process: subprocess.Popen, stage: Path, log: Path) -> Dict[str, str]:
    """The clients' environment, once the record says that it answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if (stage / "local-cloud.json").exists():
            return json.loads((stage / "client-env.json").read_text())
        time.sleep(0.05)
    raise RuntimeError(f"the local cloud did not start:\n{log.read_text()}")
