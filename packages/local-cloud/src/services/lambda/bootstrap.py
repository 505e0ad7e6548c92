"""Runs in the function's own process: loads the handler once, then answers one invocation after the other.

Invocations come as JSON lines on file descriptor 3, answers go as JSON lines to 4. What is one log event is one line
of output; a line that ends in NUL goes on in the next.
"""

import base64
import decimal
import importlib
import json
import logging
import math
import os
import sys
import time
import traceback

import simplejson

# Bytes of the largest answer: "Lambda quotas", 6 MB and what the envelope takes.
LARGEST = 6291556


class Context:
    """The context object of "AWS Lambda context object in Python"."""

    function_version = "$LATEST"

    def __init__(self, request_id, deadline):
        self.aws_request_id = request_id
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.invoked_function_arn = os.environ["LOCAL_CLOUD_FUNCTION_ARN"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None
        self._deadline = deadline

    def get_remaining_time_in_millis(self):
        """Milliseconds until the function times out."""
        return max(0, int(self._deadline - time.time() * 1000))


def log_event(text):
    """Writes one event of the log, which may have several lines."""
    line = text.rstrip("\n").replace("\n", "\0\n") + "\n"
    sys.stdout.write(line.encode(errors="replace").decode())
    sys.stdout.flush()


class LogHandler(logging.Handler):
    """What Lambda's runtime adds to the root logger ("Logging in Python")."""

    request_id = ""

    def __init__(self):
        super().__init__()
        form = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
        self.setFormatter(logging.Formatter(form, "%Y-%m-%dT%H:%M:%S"))

    def emit(self, record):
        """Writes a record as one event."""
        record.aws_request_id = self.request_id
        log_event(self.format(record))


class Failure(Exception):
    """What Lambda's runtime itself says, by a name of its own."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = kind
        self.trace = list(trace)


class Encoder(simplejson.JSONEncoder):
    """As the runtime of Lambda writes results: decimals as numbers, from Python 3.12 on letters as they are."""

    def __init__(self):
        old = int(os.environ["AWS_EXECUTION_ENV"].rpartition(".")[2]) < 12
        super().__init__(use_decimal=False, allow_nan=True, ensure_ascii=old)

    def default(self, o):
        """Decimals, which may have more digits than a float."""
        if not isinstance(o, decimal.Decimal):
            return super().default(o)
        return math.nan if o.is_nan() else simplejson.RawJSON(str(o))


def load():
    """The handler; raises what kept it from being loaded."""
    path, dot, attribute = os.environ["_HANDLER"].rpartition(".")
    if not dot:
        raise Failure("Runtime.MalformedHandlerName", "Bad handler '%s': it has no dot" % attribute)
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    try:
        module = importlib.import_module(path.replace("/", "."))
    except ImportError as error:
        message = "Unable to import module '%s': %s" % (path, error)
        raise Failure("Runtime.ImportModuleError", message) from error
    except SyntaxError as error:
        where = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        message = "Syntax error in module '%s': %s" % (path, error)
        raise Failure("Runtime.UserCodeSyntaxError", message, [where]) from error
    handler = getattr(module, attribute, None)
    if handler is None:
        message = "Handler '%s' missing on module '%s'" % (attribute, path)
        raise Failure("Runtime.HandlerNotFound", message)
    return handler


def parsed(event):
    """The event that the handler gets."""
    try:
        return json.loads(event)
    except ValueError as error:
        raise Failure("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error) from error


def marshalled(result):
    """What the function gave, as the runtime sends it; bytes are sent as they are."""
    if isinstance(result, bytes):
        return result
    try:
        return Encoder().encode(result)
    except Exception as error:  # noqa: BLE001 (whatever the result raises is the function's answer)
        raise Failure("Runtime.MarshalError", "Unable to marshal response: %s" % error) from error


def frames(error):
    """Where an exception came from, without the runtime's own frame."""
    found = traceback.extract_tb(error.__traceback__)[1:]
    return traceback.format_list([(one.filename, one.lineno, one.name, one.line) for one in found])


def failure(error, request_id):
    """The answer of an exception, logged as the runtime of Lambda logs it."""
    known = isinstance(error, Failure)
    trace = error.trace if known else frames(error)
    kind = error.kind if known else type(error).__name__
    message = str(error)
    lines = [line for item in trace for line in item.splitlines()]
    indented = ["\u00a0" * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in lines]
    head = "[ERROR] %s: %s" % (kind, message) if message else "[ERROR] %s" % kind
    log_event("\n".join([head, "Traceback (most recent call last):", *indented]))
    told = {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": trace}
    return {"payload": simplejson.dumps(told), "failed": True}


def success(payload):
    """The answer of a result."""
    sent = payload if isinstance(payload, bytes) else payload.encode(errors="replace")
    if len(sent) > LARGEST:
        message = "Response payload size exceeded maximum allowed payload size (%d bytes)." % LARGEST
        told = {"errorMessage": message, "errorType": "Function.ResponseSizeTooLarge"}
        return {"payload": json.dumps(told), "failed": True}
    if sent is payload:
        return {"payload": base64.b64encode(sent).decode(), "encoding": "base64"}
    return {"payload": payload}


def answer(handler, invocation):
    """One invocation's answer."""
    request_id = invocation["requestId"]
    if isinstance(handler, Exception):
        return {**failure(handler, request_id), "ends": True}  # the next invocation loads it anew
    try:
        event = parsed(invocation["event"])
        return success(marshalled(handler(event, Context(request_id, invocation["deadline"]))))
    except Exception as error:  # noqa: BLE001 (every error is the function's answer)
        return failure(error, request_id)


def main():
    """Serves until the local cloud closes the pipe."""
    incoming, outgoing = os.fdopen(3, "r", encoding="utf-8"), os.fdopen(4, "w")
    streams = (sys.stdout, sys.stderr)  # a function may put others in their places
    logging.Formatter.converter = time.gmtime
    logging.getLogger().addHandler(LogHandler())
    try:
        handler = load()
    except Exception as error:  # noqa: BLE001 (whatever a module raises fails the invocation, as on Lambda)
        handler = error
    for line in incoming:
        invocation = json.loads(line)
        LogHandler.request_id = invocation["requestId"]
        result = answer(handler, invocation)
        for stream in streams:
            stream.write("\0%s\n" % invocation["requestId"])  # all output of this invocation has been read
            stream.flush()
        outgoing.write(json.dumps(result) + "\n")
        outgoing.flush()


main()
