"""Python imports this before it runs a job's script, and waits here, with modules imported ahead, until a run starts.

Two lines of JSON come on file descriptor 3: the modules; then the run's arguments, environment and folder. When the
script has ended, a line goes back: the modules that it had of Python and of the job's environment, for the next run.
A parent of runs stays here, and each of its children goes on: forks_of_runs.py.
"""

import atexit
import contextlib
import fcntl
import importlib
import json
import os
import site
import sys
import traceback


def tell(channel):
    """Names the modules that are loaded, without those of the script and its libraries."""
    homes = tuple(os.path.join(home, "") for home in (os.path.dirname(os.__file__), *site.getsitepackages()))
    files = {name: getattr(module, "__file__", None) or "" for name, module in list(sys.modules.items())}
    names = [name for name, file in files.items() if file.startswith(homes) and name != "__main__"]
    with contextlib.suppress(OSError):  # the script closed it, or the local cloud has ended
        os.write(channel, json.dumps(names).encode() + b"\n")


def import_ahead(names):
    """Imports modules of Python and of the job's environment."""
    for name in names:
        with contextlib.suppress(Exception):  # the script meets it where it imports the module itself
            importlib.import_module(name)


def become(run):
    """Makes this process the run's."""
    os.chdir(run["cwd"])
    os.environ.update(run["env"])  # over what it was started with, and beside what Python itself has set
    sys.argv += run["args"]
    if sys.version_info >= (3, 10):
        sys.orig_argv += run["args"]


def wait():
    """Imports ahead, then gives the run that the local cloud starts, and where to tell of its modules."""
    channel = fcntl.fcntl(3, fcntl.F_DUPFD_CLOEXEC, 200)
    with os.fdopen(3, encoding="utf-8") as lines:
        import_ahead(json.loads(next(lines)))
        line = next(lines, None)
    if line is None:
        os._exit(0)  # no run came
    return json.loads(line), channel


def forked(parents):
    """Stays as a parent; gives a child its run, and where to tell of its modules."""
    try:
        return parents.Parent(3, import_ahead).serve()
    except BaseException:
        traceback.print_exc()
        os._exit(1)  # else the script would run in the parent


def main():
    """Leaves file descriptors and sys.path as a script finds them that nothing came before."""
    forks = os.environ.pop("LOCAL_CLOUD_FORKS", None)
    parents = importlib.import_module("forks_of_runs") if forks else None
    sys.path.remove(os.path.dirname(__file__))
    sys.modules.pop("forks_of_runs", None)
    run, channel = forked(parents) if parents else wait()
    become(run)
    atexit.register(tell, channel)
    own = sys.modules.pop(__name__)
    with contextlib.suppress(ImportError):
        importlib.import_module(__name__)  # the one that this one hid
    sys.modules.setdefault(__name__, own)


main()
