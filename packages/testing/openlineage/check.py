"""Builds OpenLineage events with the classes of the official client, which are generated from the official schemas.

Reads one event a line; prints a JSON list of what is wrong. The client itself takes what a schema forbids: here a member
that no class has, one that is missing, one of another type and a facet of another version are each an error.
"""

import enum
import functools
import importlib
import json
import pkgutil
import sys
import types
import typing
from urllib.parse import urlparse

import attr
from openlineage.client import generated
from openlineage.client.generated import base
from openlineage.client.naming import dataset as naming

# Members that the schemas require, where the classes have a default.
REQUIRED = {"_producer", "_schemaURL", "producer", "schemaURL", "eventType"}
# Names of facets that do not follow from those of their classes: the `properties` at the end of each schema.
NAMES = {"DatasourceDatasetFacet": "dataSource", "DatasetVersionDatasetFacet": "version", "SQLJobFacet": "sql"}
KINDS = ("InputDatasetFacet", "OutputDatasetFacet", "DatasetFacet", "JobFacet", "RunFacet")


def facets_by_schema():
    modules = [importlib.import_module(f"{generated.__name__}.{found.name}") for found in pkgutil.iter_modules(generated.__path__)]
    classes = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return {cls._get_schema(): cls for cls in classes if issubclass(cls, base.BaseFacet)}


FACETS = facets_by_schema()
hints_of = functools.cache(typing.get_type_hints)


def name_of(cls):
    if cls.__name__ in NAMES:
        return NAMES[cls.__name__]
    stem = next(cls.__name__[: -len(kind)] for kind in KINDS if cls.__name__.endswith(kind))
    return stem[0].lower() + stem[1:]


class Wrong(Exception):
    pass


def same(where, what, found, wanted):
    if found != wanted:
        raise Wrong(f"{where}: {what} is {found!r}, not {wanted!r}")


def facet(kind, value, where):
    if not isinstance(value, dict) or "_schemaURL" not in value:
        raise Wrong(f"{where} is no facet")
    cls = FACETS.get(value["_schemaURL"])
    if cls is None or not issubclass(cls, kind):
        raise Wrong(f"{where}: no {kind.__name__} has the schema {value['_schemaURL']}")
    same(where, "the name of the facet", where.rsplit(".", 1)[-1], name_of(cls))
    return structured(cls, value, where)


def structured(cls, value, where):
    """An instance of a class of the client, of exactly the members that the JSON has."""
    if not isinstance(value, dict):
        raise Wrong(f"{where} is {value!r}, not an object")
    fields = {field.name: field for field in attr.fields(cls)}
    hints = hints_of(cls)
    unknown = [name for name in value if name not in fields]
    missing = [
        name for name, field in fields.items() if name not in value and (field.default is attr.NOTHING or name in REQUIRED)
    ]
    if unknown or missing:
        raise Wrong(f"{where} ({cls.__name__}) has unknown members {unknown}, and lacks {missing}")
    built = {name: of_type(hints[name], each, f"{where}.{name}") for name, each in value.items()}
    for name in ("producer", "_producer"):
        if name in value and not urlparse(value[name]).scheme:
            raise Wrong(f"{where}.{name} is no URI: {value[name]!r}")
    for name in ("schemaURL", "_schemaURL"):
        if name in value:
            same(where, name, value[name], cls._get_schema())
    try:
        return cls(**{fields[name].alias: each for name, each in built.items() if fields[name].init})
    except (TypeError, ValueError) as error:
        raise Wrong(f"{where}: {error}") from error


def of_type(hint, value, where):
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return of_type(next(arg for arg in args if arg is not type(None)), value, where)
    if origin is list:
        if not isinstance(value, list):
            raise Wrong(f"{where} is {value!r}, not a list")
        return [of_type(args[0], each, f"{where}[{i}]") for i, each in enumerate(value)]
    if origin is dict:
        if not isinstance(value, dict):
            raise Wrong(f"{where} is {value!r}, not an object")
        return {name: of_type(args[1], each, f"{where}.{name}") for name, each in value.items()}
    if hint is typing.Any:
        return value
    if issubclass(hint, base.BaseFacet):
        return facet(hint, value, where)
    if attr.has(hint):
        return structured(hint, value, where)
    if issubclass(hint, enum.Enum):
        if value not in [each.value for each in hint]:
            raise Wrong(f"{where} is {value!r}, none of {[each.value for each in hint]}")
        return hint(value)
    wanted = (int, float) if hint is float else hint
    if not isinstance(value, wanted) or (isinstance(value, bool) and hint is not bool):
        raise Wrong(f"{where} is {value!r}, not of {hint.__name__}")
    return value


def check_name(dataset, where):
    """Namespace and name of a dataset are those that the client itself gives to objects of S3 and tables of Redshift."""
    url = urlparse(dataset.namespace)
    if url.scheme == "s3":
        named = naming.S3(url.netloc, dataset.name)
    elif url.scheme == "redshift":
        cluster, _, region = (url.hostname or "").partition(".")
        named = naming.Redshift(cluster, region, str(url.port), *dataset.name.split(".", 2))
    else:
        return
    same(where, "the namespace", dataset.namespace, named.get_namespace())
    same(where, "the name", dataset.name, named.get_name())


def problem(line):
    try:
        event = structured(base.RunEvent, json.loads(line), "event")
        for i, dataset in enumerate([*event.inputs, *event.outputs]):
            check_name(dataset, f"dataset {i}")
    except Wrong as error:
        return str(error)
    return None


found = [problem(line) for line in sys.stdin if line.strip()]
print(json.dumps({"events": len(found), "problems": [each for each in found if each is not None]}))
