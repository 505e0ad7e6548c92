"""Walks every operation of the services that the local cloud serves, and compares its answers with botocore's models.

Reads from stdin {"served": {signing name: [operations]}, "calls": {signing name: [[operation, parameters, how]]}}
and writes one JSON list of problems. Clients come from the environment.
"""

import base64
import io
import json
import sys
import time
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


def wire_name(name, member):
    """The name of a member in JSON or XML; lists that lie flat in their parent have their items' name."""
    flat = member.type_name == "list" and member.serialization.get("flattened")
    return member.serialization.get("name") or (member.member.serialization.get("name") if flat else None) or name


def check(shape, value, path, wire="json"):
    """Problems of a value: members that the model lacks, and wrong types."""
    if value is None:
        return []
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return ["%s: %r is no structure" % (path, value)]
        if shape.is_document_type:
            return []
        names = {wire_name(name, member): member for name, member in shape.members.items()}
        problems = []
        for name, item in value.items():
            if name not in names:
                problems.append("%s.%s: the model has no such member" % (path, name))
            else:
                problems += check(names[name], item, "%s.%s" % (path, name), wire)
        required = [wire_name(name, shape.members[name]) for name in shape.required_members]
        problems += ["%s.%s: is required" % (path, name) for name in required if name not in value]
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


def local(tag):
    """An element's name without its namespace."""
    return tag.split("}")[-1]


def from_xml(element, shape):
    """The JSON form of an XML element, by the names that stand in it; lists of rest-xml may lie flat in their parent."""
    if shape.type_name == "list":
        return [from_xml(child, shape.member) for child in element]
    if shape.type_name != "structure":
        return element.text or ""
    by_name = {wire_name(name, member): member for name, member in shape.members.items()}
    attributes = [name for name, member in by_name.items() if member.serialization.get("xmlAttribute")]
    # ElementTree writes prefixes out: `xsi:type` is `{http://…}type`.
    value = {name: text for name in attributes for key, text in element.attrib.items() if local(key) == name.split(":")[-1]}
    for child in element:
        name = local(child.tag)
        member = by_name.get(name)
        if member is not None and member.type_name == "list" and member.serialization.get("flattened"):
            value.setdefault(name, []).append(from_xml(child, member.member))
        else:
            value[name] = from_xml(child, member or shape)
    return value


class Unbound:
    """The part of an output shape that lies in the body."""

    type_name = "structure"
    is_document_type = False

    def __init__(self, shape):
        self.members = {name: member for name, member in shape.members.items() if "location" not in member.serialization}
        self.required_members = [name for name in shape.required_members if name in self.members]


def body_of(operation, response):
    """Form, shape and content of an answer; None where its body is a stream or has no shape."""
    body, shape = response["body"], operation.output_shape
    protocol = operation.service_model.resolved_protocol
    if protocol == "smithy-rpc-v2-cbor":
        return "cbor", shape, RpcV2CBORParser().parse_data_item(io.BufferedReader(io.BytesIO(body)))
    if protocol == "query":
        result = next((child for child in ElementTree.fromstring(body) if child.tag.endswith("Result")), None)
        return "xml", shape, {} if result is None else from_xml(result, shape)
    payload = shape.serialization.get("payload")
    if payload is not None and shape.members[payload].type_name != "structure":
        return None
    bound = shape.members[payload] if payload else Unbound(shape)
    if protocol == "rest-xml":
        return "xml", bound, from_xml(ElementTree.fromstring(body), bound) if body else {}
    return "json", bound, json.loads(body) if body else {}


def header_problems(operation, response, path):
    """x-amz headers that no member of the output has."""
    known = [member.serialization["name"].lower() for member in operation.output_shape.members.values()
             if member.serialization.get("location") in ("header", "headers")]
    common = ("x-amz-request-id", "x-amz-id-2", "x-amzn-requestid", "x-amzn-errortype")
    sent = [name.lower() for name in response["headers"] if name.lower().startswith("x-amz")]
    return ["%s: the model has no header %s" % (path, name) for name in sent
            if name not in common and not any(name == one or one.endswith("-") and name.startswith(one) for one in known)]


def at(value, path):
    """The member of an answer at a path: `Stacks.0.StackStatus`."""
    for name in path.split("."):
        value = value[int(name) if name.isdigit() else name]
    return value


class Walk:
    """One service."""

    def __init__(self, session, signing_name, served, calls):
        self.name = CLIENTS.get(signing_name, signing_name)
        config = botocore.config.Config(
            parameter_validation=False, retries={"max_attempts": 0}, inject_host_prefix=False, s3={"addressing_style": "path"}
        )
        self.client = session.create_client(self.name, config=config)
        self.served, self.calls = served, calls
        self.problems, self.answers = [], {}
        self.client.meta.events.register("before-parse.*.*", self.inspect)

    def inspect(self, operation_model, response_dict, **_):
        """Compares the answer as it came over the wire."""
        operation, path = operation_model, "%s %s" % (self.name, operation_model.name)
        if response_dict["status_code"] >= 300 or operation.output_shape is None:
            return
        self.problems += header_problems(operation, response_dict, path)
        found = body_of(operation, response_dict)
        if found:
            wire, shape, value = found
            self.problems += check(shape, value, path, wire)

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

    def filled(self, value):
        """Parameters with what earlier answers had."""
        if isinstance(value, dict):
            return {name: self.filled(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if not (isinstance(value, str) and value.startswith("$")):
            return value
        return at(self.answers, value[1:])

    def known(self, operation, parameters, how):
        """An operation that is served, with the parameters that the test has for it."""
        try:
            for _ in range(400):
                answer = self.answers[operation] = self.call(operation, self.filled(parameters))
                for stream in [item for item in answer.values() if hasattr(item, "read")]:
                    stream.read()
                if "until" not in how or at(answer, how["until"][0]) == how["until"][1]:
                    break
                time.sleep(0.05)
            else:
                self.problems.append("%s %s: never was %s: %s" % (self.name, operation, how["until"], answer))
        except (KeyError, IndexError) as error:
            self.problems.append("%s %s: no earlier answer has %s" % (self.name, operation, error))
        except ClientError as error:
            if error.response["Error"]["Code"] != how.get("refused"):
                self.problems.append("%s %s: %s" % (self.name, operation, error))
        else:
            if "refused" in how:
                self.problems.append("%s %s: success instead of %s" % (self.name, operation, how["refused"]))

    def run(self):
        """Every operation of the model."""
        model = self.client.meta.service_model
        for operation, parameters, how in self.calls:
            self.known(operation, parameters, how)
        called = {operation for operation, _, _ in self.calls}
        for operation in model.operation_names:
            if model.operation_model(operation).deprecated:
                continue  # GetBucketLifecycle and its like are the same request as their successors
            if operation not in self.served:
                self.unknown(operation)
            elif operation not in called:
                self.problems.append("%s %s: is served, and the test has no call of it" % (self.name, operation))
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
        problems += Walk(session, name, served, asked["calls"].get(name, [])).run()
    json.dump(problems, sys.stdout)


main()
