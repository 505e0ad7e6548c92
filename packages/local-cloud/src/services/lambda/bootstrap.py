"""Runs in the function's own process: loads the handler once, then answers one invocation after the other.

Invocations come as JSON lines on file descriptor 3, answers go as JSON lines to 4.
"""

import importlib
import json
import os
import sys
import time
import traceback


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


# Bytes of the largest answer: "Lambda quotas", 6 MB and what the envelope takes.
LARGEST = 6291556


def failure(message, kind, trace=()):
    """An error as the runtime of Lambda answers it."""
    error = {"errorMessage": message, "errorType": kind, "stackTrace": list(trace)}
    return {"payload": json.dumps(error), "failed": True}


def raised(error, kind=None):
    """The answer of an exception."""
    return failure(str(error), kind or type(error).__name__, traceback.format_tb(error.__traceback__)[1:])


def load():
    """The handler, or what kept it from being loaded."""
    name, _, attribute = os.environ["_HANDLER"].rpartition(".")
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    try:
        module = importlib.import_module(name.replace("/", "."))
    except ImportError as error:
        return None, raised(error, "Runtime.ImportModuleError")
    except SyntaxError as error:
        return None, raised(error, "Runtime.UserCodeSyntaxError")
    except BaseException as error:  # noqa: BLE001 (whatever a module raises fails the invocation, as on Lambda)
        return None, raised(error)
    handler = getattr(module, attribute, None)
    if handler is None:
        message = "Handler '%s' missing on module '%s'" % (attribute, name)
        return None, failure(message, "Runtime.HandlerNotFound")
    return handler, None


def marshalled(result):
    """What the function gave, as the runtime writes it: from Python 3.12 on with letters as they are."""
    old = int(os.environ["AWS_EXECUTION_ENV"].rpartition(".")[2]) < 12
    try:
        payload = json.dumps(result, ensure_ascii=old)
    except Exception as error:  # noqa: BLE001 (whatever the result raises is the function's answer)
        return failure("Unable to marshal response: %s" % error, "Runtime.MarshalError")
    if len(payload.encode(errors="replace")) > LARGEST:
        message = "Response payload size exceeded maximum allowed payload size (%d bytes)." % LARGEST
        error = {"errorMessage": message, "errorType": "Function.ResponseSizeTooLarge"}
        return {"payload": json.dumps(error), "failed": True}
    return {"payload": payload}


def answer(handler, invocation):
    """One invocation's answer."""
    try:
        event = json.loads(invocation["event"])
    except ValueError as error:
        return failure("Unable to unmarshal input: %s" % error, "Runtime.UnmarshalError")
    try:
        result = handler(event, Context(invocation["requestId"], invocation["deadline"]))
    except Exception as error:  # noqa: BLE001 (every error is the function's answer)
        traceback.print_exc()
        return raised(error)
    return marshalled(result)


def main():
    """Serves until the local cloud closes the pipe."""
    incoming, outgoing = os.fdopen(3, "r", encoding="utf-8"), os.fdopen(4, "w")
    handler, unloaded = load()
    for line in incoming:
        invocation = json.loads(line)
        result = unloaded or answer(handler, invocation)
        for stream in (sys.stdout, sys.stderr):
            stream.write("\0%s\n" % invocation["requestId"])  # all output of this invocation has been read
            stream.flush()
        outgoing.write(json.dumps(result) + "\n")
        outgoing.flush()


main()
