"""Makes calls that fail, by boto3: reads {service: [[operation, parameters]]}, writes {service: [[class, code]]}."""

import json
import sys

import botocore.session
from botocore.exceptions import ClientError

CLIENTS = {"monitoring": "cloudwatch", "states": "stepfunctions"}


def outcome(client, operation, parameters):
    """Class and code of a call's error."""
    try:
        client._make_api_call(operation, parameters)  # noqa: SLF001 (the method's name is derived)
    except ClientError as error:
        return [type(error).__name__, error.response["Error"]["Code"]]
    return ["success", ""]


session = botocore.session.get_session()
config = botocore.config.Config(
    parameter_validation=False, retries={"max_attempts": 0}, inject_host_prefix=False, s3={"addressing_style": "path"}
)
outcomes = {}
for service, calls in json.load(sys.stdin).items():
    client = session.create_client(CLIENTS.get(service, service), config=config)
    outcomes[service] = [outcome(client, operation, parameters) for operation, parameters in calls]
json.dump(outcomes, sys.stdout)
