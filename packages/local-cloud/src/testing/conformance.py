"""Walks every operation of the services that the local cloud serves, and compares its answers with botocore's models.

Reads from stdin {"served": {signing name: [operations]}, "calls": {signing name: {operation: parameters}},
"errors": {signing name: [[operation, parameters, exception]]}} and writes
one JSON list of problems. Clients come from the environment.
"""

import base64
import io
import json
import sys
import xml.etree.ElementTree as ElementTree

import botocore.session
from botocore.exceptions import ClientError
from botocore.parsers import RpcV2CBORParser

CLIENTS = {"monitoring": "cloudwatch", "states": "stepfunctions"}
UNKNOWN = ("UnknownOperationException", "InvalidAction", "NotImplemented", "UnknownOperation", "UnknownService")
SCALARS = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "character": str,
}


def check_timestamp(shape, value, path, wire):
    """Epoch seconds, or text where the model says so; CBOR and XML have types of their own."""
    if wire == "cbor":
        return []
    iso = wire == "xml" or shape.serialization.get("timestampFormat") == "iso8601"
    good = isinstance(value, str) if iso else isinstance(value, (int, float))
    return [] if good else ["%s: %r is no timestamp" % (path, value)]


def check(shape, value, path, wire="json"):
    """Problems of a value: members that the model lacks, and wrong types."""
    if value is None:
        return []
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return ["%s: %r is no structure" % (path, value)]
        if getattr(shape, "is_document_type", False):
            return []
        names = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        problems = []
        for name, item in value.items():
            if name not in names:
                problems.append("%s.%s: the model has no such member" % (path, name))
            else:
                problems += check(names[name], item, "%s.%s" % (path, name), wire)
        problems += ["%s.%s: is required" % (path, name) for name in shape.required_members if name not in value]
        return problems
    if kind == "list":
        if not isinstance(value, list):
            return ["%s: %r is no list" % (path, value)]
        return [p for i, item in enumerate(value) for p in check(shape.member, item, "%s[%d]" % (path, i), wire)]
    if kind == "map":
        return [p for key, item in value.items() for p in check(shape.value, item, "%s.%s" % (path, key), wire)]
    if kind == "timestamp":
        return check_timestamp(shape, value, path, wire)
    if kind == "blob":
        return []
    problems = []
    if wire != "xml":
        wanted = SCALARS[kind]
        if not isinstance(value, wanted) or (kind != "boolean" and isinstance(value, bool)):
            problems.append("%s: %r is no %s" % (path, value, kind))
    if getattr(shape, "enum", None) and value not in shape.enum:
        problems.append("%s: %r is none of the model's values" % (path, value))
    return problems


def from_xml(element, shape):
    """The JSON form of an XML element."""
    name = lambda child: child.tag.split("}")[-1]  # noqa: E731
    if shape.type_name == "structure":
        return {name(child): from_xml(child, shape.members.get(name(child), shape)) for child in element}
    if shape.type_name == "list":
        return [from_xml(child, shape.member) for child in element]
    return element.text or ""


def body_of(operation, response):
    """Form and content of an answer."""
    body = response["body"]
    protocol = operation.service_model.resolved_protocol
    if protocol == "smithy-rpc-v2-cbor":
        stream = io.BufferedReader(io.BytesIO(body))
        return "cbor", RpcV2CBORParser().parse_data_item(stream)
    if protocol == "query":
        result = next((child for child in ElementTree.fromstring(body) if child.tag.endswith("Result")), None)
        return "xml", {} if result is None else from_xml(result, operation.output_shape)
    return "json", json.loads(body) if body else {}


class Walk:
    """One service."""

    def __init__(self, session, signing_name, served, calls):
        self.name = CLIENTS.get(signing_name, signing_name)
        config = botocore.config.Config(
            parameter_validation=False, retries={"max_attempts": 0}, inject_host_prefix=False, s3={"addressing_style": "path"}
        )
        self.client = session.create_client(self.name, config=config)
        self.served, self.calls = served, calls
        self.problems = []
        self.client.meta.events.register("before-parse.*.*", self.inspect)

    def inspect(self, operation_model, response_dict, **_):
        """Compares the answer as it came over the wire."""
        operation = operation_model
        if response_dict["status_code"] >= 300 or operation.output_shape is None:
            return
        if operation.output_shape.serialization.get("payload"):
            return
        wire, value = body_of(operation, response_dict)
        if self.name in ("lambda", "s3"):
            return
        self.problems += check(operation.output_shape, value, "%s %s" % (self.name, operation.name), wire)

    def call(self, operation, parameters):
        """Calls by the wire name of the operation."""
        return self.client._make_api_call(operation, parameters)  # noqa: SLF001 (the method's name is derived)

    def unknown(self, operation):
        """An operation that is not served must be refused by the service's own error."""
        try:
            self.call(operation, minimal(self.client.meta.service_model.operation_model(operation).input_shape))
        except ClientError as error:
            code = error.response["Error"]["Code"]
            # Operations that anybody may call are not signed; nothing here answers an unsigned request.
            unsigned = self.client.meta.service_model.operation_model(operation).auth_type == "none"
            if code not in UNKNOWN and not (unsigned and code == "MissingAuthenticationToken"):
                self.problems.append("%s %s: is not served, and is answered %s" % (self.name, operation, code))
        except Exception as error:  # noqa: BLE001 (told as a problem)
            self.problems.append("%s %s: %s: %s" % (self.name, operation, type(error).__name__, str(error)[:150]))
        else:
            self.problems.append("%s %s: is not served, and is answered success" % (self.name, operation))

    def known(self, operation):
        """An operation that is served, with the parameters that the test has for it."""
        if operation not in self.calls:
            self.problems.append("%s %s: is served, and the test has no call of it" % (self.name, operation))
            return
        try:
            self.call(operation, self.calls[operation])
        except ClientError as error:
            self.problems.append("%s %s: %s" % (self.name, operation, error))

    def fails(self, operation, parameters, wanted):
        """An error must be parsed as the exception that the model has for it."""
        try:
            self.call(operation, parameters)
        except ClientError as error:
            found = type(error).__name__
            if found != wanted:
                self.problems.append("%s %s: %s instead of %s (%s)" % (self.name, operation, found, wanted, error))
        else:
            self.problems.append("%s %s: success instead of %s" % (self.name, operation, wanted))

    def run(self):
        """Every operation of the model; where there are no calls, only what is not served."""
        for operation in self.calls:
            self.known(operation)
        for operation in self.client.meta.service_model.operation_names:
            if self.client.meta.service_model.operation_model(operation).deprecated:
                continue  # GetBucketLifecycle and its like are the same request as their successors
            if operation not in self.served:
                self.unknown(operation)
            elif self.calls and operation not in self.calls:
                self.known(operation)
        return self.problems


def minimal(shape, depth=0):
    """The smallest input that the client can serialize."""
    if shape is None:
        return {}
    kind = shape.type_name
    if kind == "structure":
        if depth > 3:
            return {}
        return {name: minimal(shape.members[name], depth + 1) for name in shape.required_members}
    if kind == "list":
        return [minimal(shape.member, depth + 1)]
    if kind == "map":
        return {}
    if kind == "timestamp":
        return 0
    if kind == "blob":
        return base64.b64encode(b"x")
    return {"boolean": True, "string": "x", "character": "x"}.get(kind, 1)


def main():
    """Prints the problems of all services."""
    asked = json.load(sys.stdin)
    session = botocore.session.get_session()
    problems = []
    for name, served in asked["served"].items():
        walk = Walk(session, name, served, asked["calls"].get(name, {}))
        for operation, parameters, wanted in asked["errors"].get(name, []):
            walk.fails(operation, parameters, wanted)
        problems += walk.run()
    json.dump(problems, sys.stdout)


main()
