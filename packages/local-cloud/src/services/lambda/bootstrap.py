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


def describe(error, kind=None):
    """An error as the runtime of Lambda answers it."""
    return {
        "errorMessage": str(error),
        "errorType": kind or type(error).__name__,
        "stackTrace": traceback.format_tb(error.__traceback__)[1:],
    }


def load():
    """The handler, or what kept it from being loaded."""
    name, _, attribute = os.environ["_HANDLER"].rpartition(".")
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    try:
        module = importlib.import_module(name.replace("/", "."))
    except ImportError as error:
        return None, describe(error, "Runtime.ImportModuleError")
    except SyntaxError as error:
        return None, describe(error, "Runtime.UserCodeSyntaxError")
    except BaseException as error:  # noqa: BLE001 (whatever a module raises fails the invocation, as on Lambda)
        return None, describe(error)
    handler = getattr(module, attribute, None)
    if handler is None:
        message = "Handler '%s' missing on module '%s'" % (attribute, name)
        return None, {"errorMessage": message, "errorType": "Runtime.HandlerNotFound", "stackTrace": []}
    return handler, None


def answer(handler, failure, invocation):
    """One invocation's answer."""
    if failure is not None:
        return {"failure": failure}
    try:
        payload = handler(invocation["event"], Context(invocation["requestId"], invocation["deadline"]))
        return {"payload": json.loads(json.dumps(payload))}
    except TypeError as error:
        kind = "Runtime.MarshalError" if "JSON serializable" in str(error) else None
        return {"failure": describe(error, kind)}
    except Exception as error:  # noqa: BLE001 (every error is the function's answer)
        traceback.print_exc()
        return {"failure": describe(error)}


def main():
    """Serves until the local cloud closes the pipe."""
    incoming, outgoing = os.fdopen(3, "r"), os.fdopen(4, "w")
    handler, failure = load()
    for line in incoming:
        invocation = json.loads(line)
        result = answer(handler, failure, invocation)
        for stream in (sys.stdout, sys.stderr):
            stream.write("\0%s\n" % invocation["requestId"])  # all output of this invocation has been read
            stream.flush()
        outgoing.write(json.dumps({"requestId": invocation["requestId"], **result}) + "\n")
        outgoing.flush()


main()
