"""Python imports this before it runs a job's script, and waits here, with modules imported ahead, until a run starts.

Two lines of JSON come on file descriptor 3: the modules; then the run's arguments, environment and folder. When the
script has ended, a line goes back: the modules that it had of Python and of the job's environment, for the next run.
"""

import atexit
import contextlib
import fcntl
import importlib
import json
import os
import site
import sys


def tell(channel):
    """Names the modules that are loaded, without those of the script and its libraries."""
    homes = tuple(os.path.join(home, "") for home in (os.path.dirname(os.__file__), *site.getsitepackages()))
    files = {name: getattr(module, "__file__", None) or "" for name, module in list(sys.modules.items())}
    names = [name for name, file in files.items() if file.startswith(homes) and name != "__main__"]
    with contextlib.suppress(OSError):  # the script closed it, or the local cloud has ended
        os.write(channel, json.dumps(names).encode() + b"\n")


def wait(lines):
    """Imports ahead, then becomes the run that the local cloud starts."""
    for name in json.loads(next(lines)):
        with contextlib.suppress(Exception):  # the script meets it where it imports the module itself
            importlib.import_module(name)
    line = next(lines, None)
    if line is None:
        os._exit(0)  # no run came
    run = json.loads(line)
    os.chdir(run["cwd"])
    os.environ.update(run["env"])  # over what it was started with, and beside what Python itself has set
    sys.argv += run["args"]
    if sys.version_info >= (3, 10):
        sys.orig_argv += run["args"]


def main():
    """Leaves file descriptors and sys.path as a script finds them that nothing came before."""
    sys.path.remove(os.path.dirname(__file__))
    channel = fcntl.fcntl(3, fcntl.F_DUPFD_CLOEXEC, 200)
    atexit.register(tell, channel)
    with os.fdopen(3, encoding="utf-8") as lines:
        wait(lines)
    own = sys.modules.pop(__name__)
    with contextlib.suppress(ImportError):
        importlib.import_module(__name__)  # the one that this one hid
    sys.modules.setdefault(__name__, own)


main()
