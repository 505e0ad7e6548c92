"""What a parquet file's footer says: columns and their types, rows, row groups, where each column's pages lie."""

from __future__ import annotations

import struct
from typing import NamedTuple, Optional, Sequence, Tuple

from tlc_elt.contract import document
from tlc_elt.errors import SourceFileInvalid
from tlc_elt.parquet.thrift import Bytes, Malformed, Reader, Struct

REPEATED = 2


class PhysicalColumn(NamedTuple):
    """A column of a file; `type` is the contract's word where it has one, else parquet's."""

    name: str
    type: str


class Chunk(NamedTuple):
    """The pages of a column in a row group: from byte `start` to before `end`; `codec`, `encodings` by number."""

    column: str
    row_group: int
    rows: int
    values: int
    codec: int
    encodings: Tuple[int, ...]
    start: int
    end: int
    encrypted: bool


class Footer(NamedTuple):
    """What a footer says; `generated` where its metadata calls the file a demonstration."""

    rows: int
    row_groups: int
    columns: Tuple[PhysicalColumn, ...]
    generated: bool
    rows_by_group: Tuple[int, ...]
    chunks: Tuple[Chunk, ...]


def read_footer(data: Bytes, file: str) -> Footer:
    """Reads the footer of a whole file's bytes; SourceFileInvalid, naming `file`, where it cannot be read."""
    try:
        if bytes(data[:4]) != b"PAR1" or bytes(data[-4:]) != b"PAR1":
            raise Malformed("a parquet file begins and ends with PAR1")
        (length,) = struct.unpack("<I", data[-8:-4])
        if length + 12 > len(data):
            raise Malformed(f"{len(data)} bytes cannot hold a footer of {length}")
        return _footer(Reader(data[len(data) - 8 - length : len(data) - 8]).struct())
    except (Malformed, KeyError, TypeError, AttributeError, UnicodeDecodeError, struct.error) as error:
        what = f"it lacks field {error}" if isinstance(error, KeyError) else error
        raise SourceFileInvalid(f"the footer of {file} cannot be read: {what}", file=file) from None


def _footer(said: Struct) -> Footer:
    groups = said[4]
    marks = [(pair[1], pair.get(2)) for pair in said.get(5, [])]
    return Footer(
        rows=said[3],
        row_groups=len(groups),
        columns=_columns(said[2]),
        generated=(document()["generated_metadata_key"].encode(), b"true") in marks,
        rows_by_group=tuple(group[3] for group in groups),
        chunks=tuple(_chunk(column, index, group[3]) for index, group in enumerate(groups) for column in group[1]),
    )


def _chunk(said: Struct, row_group: int, rows: int) -> Chunk:
    # An encrypted column's metadata may be encrypted as well: then only its path is in the clear.
    pages = said.get(3)
    if pages is None:
        path = said[8].get(2, {}).get(1, [b"?"])
        return Chunk(_path(path), row_group, rows, rows, 0, (), 0, 0, True)
    # Some writers name a dictionary at byte 0, where there is none.
    start = min(pages.get(11) or pages[9], pages[9])
    return Chunk(
        _path(pages[3]), row_group, rows, pages[5], pages[4], tuple(pages[2]), start, start + pages[7], 8 in said
    )


def _path(path: Sequence[bytes]) -> str:
    return ".".join(part.decode() for part in path)


def _columns(schema: Sequence[Struct]) -> Tuple[PhysicalColumn, ...]:
    """The root's children; a nested one counts as one column."""
    columns = []
    inside = 0
    for element in schema[1:]:
        if inside == 0:
            columns.append(PhysicalColumn(element[4].decode(), type_name(element)))
        else:
            inside -= 1
        inside += element.get(5, 0)
    return tuple(columns)


def type_name(element: Struct) -> str:
    """The contract's word for a parquet type, one of its SourceType; else parquet's own."""
    converted = parquet_name("converted", element.get(6))
    annotation: Struct = element.get(10, {})
    logical = parquet_name("logical", next(iter(annotation), None))
    details: Struct = next(iter(annotation.values()), {})
    if element.get(5) or 1 not in element:
        return converted or logical or "GROUP"
    physical = parquet_name("physical", element[1])
    if element.get(3) == REPEATED:
        return f"REPEATED {physical}"
    if logical == "TIMESTAMP":
        return f"TIMESTAMP_{parquet_name('unit', next(iter(details[2]), None))}{'_UTC' if details[1] else ''}"
    if converted.startswith("TIMESTAMP_"):
        # Without the logical type it means an instant: "Deprecated timestamp ConvertedType", parquet-format.
        return f"{converted}_UTC"
    if physical == "BYTE_ARRAY" and (logical == "STRING" or converted == "UTF8"):
        return "STRING"
    word = f"{'' if details[2] else 'U'}INT_{details[1]}" if logical == "INTEGER" else converted
    # A plain integer of its own width, whichever way it is annotated; NULL is how pandas marks one without values.
    if logical == "NULL" or word == f"INT_{physical[3:]}":
        return physical
    return word or logical or physical


def parquet_name(kind: str, number: Optional[int]) -> str:
    """The name of a number of parquet.thrift; empty where it has none."""
    name: str = document()["parquet"]["names"][kind].get(str(number), "")
    return name
