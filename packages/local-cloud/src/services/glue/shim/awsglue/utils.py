"""getResolvedOptions as Glue's scripts use it: `--NAME value` or `--NAME=value`, all required, others ignored."""

import argparse
import sys


class GlueArgumentError(Exception):
    """An argument of the job is missing or malformed."""


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise GlueArgumentError(message)


def getResolvedOptions(args, options):  # noqa: N802 (Glue's own name)
    """Values of the named options; JOB_NAME and Glue's own arguments come along where they were given."""
    parser = _Parser(allow_abbrev=False, add_help=False)
    for option in options:
        parser.add_argument("--" + option, required=True)
    for own in ("job-bookmark-option", "TempDir", "JOB_NAME", "JOB_RUN_ID"):
        if own not in options:
            parser.add_argument("--" + own, default=None)
    parsed, _ = parser.parse_known_args(args[1:] if args is sys.argv else args[1:])
    return {name.replace("-", "_") if name == "job-bookmark-option" else name: value for name, value in vars(parsed).items() if value is not None}
