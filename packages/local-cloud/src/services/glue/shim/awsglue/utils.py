"""getResolvedOptions as Glue's library has it: reserved and implicit options, `--NAME value` or `--NAME=value`."""

import argparse

BOOKMARKS = ("job-bookmark-enable", "job-bookmark-pause", "job-bookmark-disable")
CONTINUATIONS = ("continuation-enabled", "continuation-readonly", "continuation-ignore")
# Options of Glue's own, which a script may not ask for, and gets all the same: name, choices.
RESERVED = {
    "job-bookmark-option": BOOKMARKS,
    "continuation-option": CONTINUATIONS,
    "job-bookmark-from": None,
    "job-bookmark-to": None,
    "JOB_ID": None,
    "JOB_RUN_ID": None,
    "SECURITY_CONFIGURATION": None,
    "encryption-type": ("sse-s3",),
}
RANGE = ("job-bookmark-from", "job-bookmark-to")
# One folder by two names, which is not required even where a script asks for it.
TEMPORARY = ("RedshiftTempDir", "TempDir")


class GlueArgumentError(Exception):
    """An argument of the job is missing or malformed."""


class GlueArgumentParser(argparse.ArgumentParser):
    """A parser that raises where argparse would end the process."""

    def error(self, message):
        raise GlueArgumentError(message)


def _parsed(args, options):
    parser = GlueArgumentParser()
    for name, choices in RESERVED.items():
        parser.add_argument("--" + name, choices=choices)
    for name in TEMPORARY:
        parser.add_argument("--" + name)
    for name in options:
        if name not in TEMPORARY:
            parser.add_argument("--" + name, required=True)
    return vars(parser.parse_known_args(args[1:])[0])


def _check_range(resolved):
    absent = ["--" + name for name in RANGE if resolved[name.replace("-", "_")] is None]
    paused = resolved["job_bookmark_option"] == "job-bookmark-pause"
    if paused and len(absent) == 1:
        raise RuntimeError("Missing option or value for " + absent[0])
    if not paused and not absent:
        raise RuntimeError("Invalid option(s)" + " ".join("--" + name for name in RANGE))


def getResolvedOptions(args, options):  # noqa: N802 (Glue's own name)
    """Values of the options, all of them required, and of Glue's own; dashes of a name become underscores."""
    for name in RESERVED:
        if name in options:
            raise RuntimeError("Using reserved arguments " + name)
    resolved = _parsed(args, options)
    folder = resolved["TempDir"] or resolved["RedshiftTempDir"]
    resolved.update(dict.fromkeys(TEMPORARY, folder))
    continuation = resolved.pop("continuation_option")
    if resolved["job_bookmark_option"] is None:
        index = CONTINUATIONS.index(continuation or "continuation-ignore")
        resolved["job_bookmark_option"] = BOOKMARKS[index]
    _check_range(resolved)
    return resolved
