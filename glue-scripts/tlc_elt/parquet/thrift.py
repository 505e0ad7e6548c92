"""Structs of Thrift's compact protocol, in which parquet writes its footer and the headers of its pages."""

from __future__ import annotations

import struct
from typing import Any, Dict, Union

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, _MAP, STRUCT = range(1, 13)
DEEPEST = 16

Bytes = Union[bytes, memoryview]
Struct = Dict[int, Any]
"""Field id → value: a number, bool, bytes, list, or struct."""


class Malformed(ValueError):
    """Bytes that are no struct."""


class Reader:
    """Reads one struct after another; `at` is where the next one begins."""

    def __init__(self, data: Bytes, at: int = 0) -> None:
        self._data = data
        self.at = at

    def struct(self) -> Struct:
        """The struct that begins here; raises Malformed."""
        try:
            return self._struct(0)
        except (IndexError, struct.error) as error:
            raise Malformed(f"a struct breaks off at byte {self.at}") from error

    def _struct(self, depth: int) -> Struct:
        if depth > DEEPEST:
            raise Malformed(f"structs lie deeper than {DEEPEST} in each other")
        fields: Struct = {}
        field = 0
        while True:
            head = self._data[self.at]
            self.at += 1
            kind = head & 15
            if kind == 0:
                return fields
            field = field + (head >> 4) if head >> 4 else self._integer()
            fields[field] = kind == TRUE if kind in (TRUE, FALSE) else self._value(kind, depth)

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (I16, I32, I64):
            return self._integer()
        if kind == BINARY:
            return self._take(self._varint())
        if kind == STRUCT:
            return self._struct(depth + 1)
        if kind in (LIST, SET):
            return self._list(depth)
        if kind in (TRUE, FALSE, BYTE):
            return self._take(1)[0]
        if kind == DOUBLE:
            return struct.unpack("<d", self._take(8))[0]
        raise Malformed(f"no type has the number {kind}, which stands before byte {self.at}")

    def _list(self, depth: int) -> Any:
        head = self._take(1)[0]
        size = head >> 4 if head >> 4 < 15 else self._varint()
        if size > len(self._data) - self.at:
            raise Malformed(f"a list of {size} values cannot follow byte {self.at}")
        return [self._value(head & 15, depth) for _ in range(size)]

    def _take(self, length: int) -> bytes:
        end = self.at + length
        if end > len(self._data):
            raise IndexError
        taken = bytes(self._data[self.at : end])
        self.at = end
        return taken

    def _integer(self) -> int:
        zigzag = self._varint()
        return (zigzag >> 1) ^ -(zigzag & 1)

    def _varint(self) -> int:
        value = shift = 0
        while shift < 70:
            byte = self._data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
        raise Malformed(f"a number has no end before byte {self.at}")
