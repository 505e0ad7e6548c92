"""Documents that jobs leave on S3, checked by the contract's JSON Schemas before they are written.

A library for JSON Schema would have to be installed at each start of a job. These are the keywords that the contract's
schemas have; any other is refused, so that none is passed over.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Iterator, Mapping

from tlc_elt.contract import document

Schema = Mapping[str, Any]
TYPES: Dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
LIMITS: Dict[str, Callable[[Any, Any], bool]] = {
    "const": lambda value, limit: bool(value == limit),
    "enum": lambda value, limit: value in limit,
    # `$` of JavaScript ends the text; that of Python also stands before a last newline.
    "pattern": lambda value, limit: re.search(re.sub(r"\$$", r"\\Z", limit), value, re.ASCII) is not None,
    "minimum": lambda value, limit: bool(value >= limit),
    "exclusiveMinimum": lambda value, limit: bool(value > limit),
    "maximum": lambda value, limit: bool(value <= limit),
}
# A format that matters comes with its pattern; names of properties are texts.
WITHOUT_LIMIT = ("$schema", "type", "format", "propertyNames", "properties")


def checked(kind: str, written: Dict[str, Any]) -> Dict[str, Any]:
    """The document, if it is what the contract's schema says; else ValueError with each place that is not."""
    found = list(problems(document()["schemas"][kind], written, kind))
    if found:
        raise ValueError(f"{'; '.join(found)}. It is not written: mend the job, or packages/contracts")
    return written


def problems(schema: Schema, value: Any, at: str) -> Iterator[str]:
    """What in the value is not as the schema says."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, TYPES[kind]) and (kind == "boolean") == isinstance(value, bool) for kind in kinds):
        yield f"{at} is {value!r} and no {' or '.join(kinds)}"
        return
    known = schema.get("properties", {})
    for keyword, limit in schema.items():
        if keyword == "required":
            yield from (f"{at}.{name} is missing" for name in limit if name not in value)
        elif keyword == "additionalProperties" and limit is False:
            yield from (f"{at}.{name} is unknown" for name in value if name not in known)
        elif keyword == "items":
            for index, item in enumerate(value):
                yield from problems(limit, item, f"{at}[{index}]")
        elif keyword in LIMITS:
            if not LIMITS[keyword](value, limit):
                yield f"{at} is {value!r}, against its {keyword} {limit!r}"
        elif keyword not in (*WITHOUT_LIMIT, "additionalProperties"):
            raise NotImplementedError(f"{at}: {keyword} of JSON Schema is not checked here")
    more = schema.get("additionalProperties") or {}
    for name in value if isinstance(value, dict) else ():
        if name in known or more:
            yield from problems(known.get(name, more), value[name], f"{at}.{name}")
