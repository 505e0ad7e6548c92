"""Writes requests and reads answers as botocore does.

Reads a list of {"model", "operation", "protocol", "input", "answer"} from stdin and writes a list of {"request", "output"}.
Dates are {"$date": seconds} and bytes {"$bytes": base64}, in both directions.
"""

import base64
import datetime
import io
import json
import sys
from urllib.parse import quote, urlencode

from botocore import parsers, serialize
from botocore.awsrequest import HeadersDict
from botocore.model import ServiceModel

UTC = datetime.timezone.utc


class Bytes(io.BytesIO):
    """A streaming body."""


def from_json(value):
    """Python's value of a tagged one."""
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$date"}:
        return datetime.datetime.fromtimestamp(value["$date"], UTC)
    if set(value) == {"$bytes"}:
        return base64.b64decode(value["$bytes"])
    return {name: from_json(item) for name, item in value.items()}


def to_json(value):
    """The tagged value of Python's."""
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {name: to_json(item) for name, item in value.items()}
    if isinstance(value, datetime.datetime):
        return {"$date": value.timestamp()}
    if isinstance(value, Bytes):
        return to_json(value.read())
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    return value


def pairs(query):
    """A query string of botocore's dictionary."""
    items = query.items() if isinstance(query, dict) else query
    flat = [(name, one) for name, value in items for one in (value if isinstance(value, list) else [value])]
    return urlencode([(name, one) for name, one in flat], quote_via=quote)


def request_of(protocol, operation, given):
    """The request that botocore would send."""
    made = serialize.create_serializer(protocol, include_validation=False).serialize_to_request(given, operation)
    body = made["body"]
    if isinstance(body, dict):
        body = urlencode(body)
    body = body.encode() if isinstance(body, str) else body
    path, _, marks = made["url_path"].partition("?")
    return {
        "method": made["method"],
        "path": path,
        "query": "&".join(part for part in (marks, pairs(made["query_string"])) if part),
        "headers": dict(made["headers"]),
        "body": base64.b64encode(body).decode(),
    }


def output_of(protocol, operation, answer):
    """The output that botocore reads of an answer."""
    shape = operation.output_shape
    body = base64.b64decode(answer["body"])
    streams = shape is not None and operation.has_streaming_output
    parsed = parsers.create_parser(protocol).parse(
        {"status_code": answer["status"], "headers": HeadersDict(answer["headers"]), "body": Bytes(body) if streams else body}, shape
    )
    parsed.pop("ResponseMetadata", None)
    return to_json(parsed)


def main():
    """Every call of stdin."""
    asked = json.load(sys.stdin)
    models = {name: ServiceModel(model, name) for name, model in asked["models"].items()}
    answers = []
    for call in asked["calls"]:
        operation = models[call["service"]].operation_model(call["operation"])
        answers.append(
            {
                "request": request_of(call["protocol"], operation, from_json(call["input"])),
                "output": output_of(call["protocol"], operation, call["answer"]),
            }
        )
    json.dump(answers, sys.stdout)


main()
