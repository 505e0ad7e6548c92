"""The aws command line, started once: reads a JSON list of arguments a line, answers {code, stdout, stderr} a line."""

import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver


driver = create_clidriver()


def run(arguments):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = driver.main(arguments)
        except SystemExit as end:
            code = end.code
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return {"code": code, "stdout": texts[0], "stderr": texts[1]}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
