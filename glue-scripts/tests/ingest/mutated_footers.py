"""Known footers with one thing otherwise, as the publisher may change them one day, and what may then be loaded."""

from __future__ import annotations

import random
from typing import Callable, Dict, Iterator, List, NamedTuple, Sequence, Set, Tuple

import pyarrow as pa

from tests.ingest.known_footers import KNOWN, Footer, known_footers

Columns = List[Tuple[str, str]]

# Every word that a footer's type can be read as, and the type that is written for it.
TYPES: Dict[str, pa.DataType] = {
    "INT32": pa.int32(),
    "INT64": pa.int64(),
    "DOUBLE": pa.float64(),
    "STRING": pa.string(),
    "TIMESTAMP_MICROS": pa.timestamp("us"),
    "TIMESTAMP_NANOS": pa.timestamp("ns"),
    "TIMESTAMP_MILLIS": pa.timestamp("ms"),
    "TIMESTAMP_MICROS_UTC": pa.timestamp("us", "UTC"),
    "BOOLEAN": pa.bool_(),
    "BYTE_ARRAY": pa.binary(),
    "DATE": pa.date32(),
    "DECIMAL": pa.decimal128(9, 2),
    "FLOAT": pa.float32(),
    "GROUP": pa.struct([("a", pa.float64())]),
    "INT_8": pa.int8(),
    "LIST": pa.list_(pa.float64()),
    "UINT_32": pa.uint32(),
    "UINT_64": pa.uint64(),
}


class Named(NamedTuple):
    """The columns that an error has to name, and no others."""

    unexpected: Tuple[str, ...] = ()
    missing: Tuple[str, ...] = ()
    retyped: Tuple[str, ...] = ()


class Mutant(NamedTuple):
    """A footer, what was done to it, the columns that it has now, and those that were touched."""

    footer: Footer
    kind: str
    columns: Columns
    touched: Named


def many(names: str, kind: str) -> Dict[str, str]:
    return dict.fromkeys(names.split(), kind)


# Types that no known month has, and the contract takes: where whole numbers meet NULLs, and where all are NULL.
COUNTS = "passenger_count RatecodeID"
FEES = "congestion_surcharge"
GREEN_COUNTS = f"{COUNTS} payment_type trip_type"
ALSO_TAKEN: Dict[str, List[Dict[str, str]]] = {
    "yellow-2011": [many(f"{FEES} airport_fee", "DOUBLE")],
    "yellow-2023-02": [many(COUNTS, "DOUBLE"), many(f"{FEES} Airport_fee", "INT32")],
    "yellow-2025": [many(COUNTS, "DOUBLE"), many(f"{FEES} Airport_fee cbd_congestion_fee", "INT32")],
    "yellow-2026-06": [
        many(COUNTS, "DOUBLE"),
        many(f"{FEES} Airport_fee cbd_congestion_fee request_source", "INT32"),
    ],
    "green-2014": [many(GREEN_COUNTS, "INT64"), many(FEES, "INT32")],
    "green-2023-02": [many(GREEN_COUNTS, "DOUBLE"), many(f"{FEES} ehail_fee", "INT32")],
    "green-2025": [many(GREEN_COUNTS, "DOUBLE"), many(f"{FEES} ehail_fee cbd_congestion_fee", "INT32")],
    "green-2026-06": [
        many(GREEN_COUNTS, "DOUBLE"),
        many(f"{FEES} ehail_fee cbd_congestion_fee request_source", "INT32"),
    ],
    "fhv-2015": [many("PUlocationID DOlocationID", "INT32")],
    "fhvhv-2023-02": [many("airport_fee wav_match_flag", "INT32")],
    "fhvhv-2025": [many("airport_fee wav_match_flag cbd_congestion_fee", "INT32")],
}


def taken() -> Dict[str, Dict[str, Set[str]]]:
    """Era → column → the types that may be loaded: those of known months, and ALSO_TAKEN."""
    types: Dict[str, Dict[str, Set[str]]] = {}
    for footer in known_footers():
        era = types.setdefault(footer.era, {})
        for column, kind in footer.columns:
            era.setdefault(column, set()).add(kind)
    for name, also in ALSO_TAKEN.items():
        for column, kind in (pair for changes in also for pair in changes.items()):
            types[name][column].add(kind)
    return types


def fitting(dataset: str, columns: Sequence[Tuple[str, str]], types: Dict[str, Dict[str, Set[str]]]) -> List[str]:
    """The eras of the dataset that may hold a file of these columns."""
    names = sorted(name for name, _ in columns)
    eras = [era for _, era, _ in KNOWN[dataset] if era is not None]
    return [
        era
        for era in eras
        if names == sorted(types[era]) and all(kind in types[era][column] for column, kind in columns)
    ]


# Columns that eras began with, so that files without them are of the one before.
BROUGHT = {"cbd_congestion_fee": "DOUBLE", "request_source": "STRING"}
NEW_NAMES = ("request_fee", "airport_fee", "SR_Flag", "trip_miles", 'a "fee"', *BROUGHT)
CASES: Tuple[Callable[[str], str], ...] = (str.upper, str.lower, str.swapcase, str.title)


def new_names(name: str) -> List[str]:
    """Names that are nearly the same, one with a letter of another alphabet, and quite other ones."""
    cyrillic = name.replace("a", "\u0430")
    return [f"{name} ", f" {name}", f"{name}_2", cyrillic, name[:-1], name.replace("_", "-"), *NEW_NAMES]


def add(columns: Columns, rng: random.Random) -> Tuple[Columns, Named]:
    name = rng.choice([*NEW_NAMES, rng.choice(columns)[0], rng.choice(columns)[0].upper()])
    kind = BROUGHT[name] if name in BROUGHT and rng.random() < 0.5 else rng.choice(list(TYPES))
    at = rng.randrange(len(columns) + 1)
    return [*columns[:at], (name, kind), *columns[at:]], Named(unexpected=(name,))


def lose(columns: Columns, rng: random.Random) -> Tuple[Columns, Named]:
    brought = [name for name, _ in columns if name in BROUGHT]
    name = rng.choice(brought if brought and rng.random() < 0.5 else [name for name, _ in columns])
    return [column for column in columns if column[0] != name], Named(missing=(name,))


def called(columns: Columns, at: int, name: str) -> Tuple[Columns, Named]:
    old, kind = columns[at]
    return [*columns[:at], (name, kind), *columns[at + 1 :]], Named(unexpected=(name,), missing=(old,))


def rename(columns: Columns, rng: random.Random) -> Tuple[Columns, Named]:
    at = rng.randrange(len(columns))
    known = {name for name, _ in columns}
    return called(columns, at, rng.choice([name for name in new_names(columns[at][0]) if name not in known]))


def change_case(columns: Columns, rng: random.Random) -> Tuple[Columns, Named]:
    at = rng.randrange(len(columns))
    name = columns[at][0]
    return called(columns, at, rng.choice([case(name) for case in CASES if case(name) != name]))


def retype(columns: Columns, rng: random.Random) -> Tuple[Columns, Named]:
    at = rng.randrange(len(columns))
    name, old = columns[at]
    kind = rng.choice([kind for kind in TYPES if kind != old])
    return [*columns[:at], (name, kind), *columns[at + 1 :]], Named(retyped=(name,))


def reorder(columns: Columns, rng: random.Random) -> Tuple[Columns, Named]:
    return rng.sample(columns, len(columns)), Named()


KINDS: Dict[str, Callable[[Columns, random.Random], Tuple[Columns, Named]]] = {
    "added": add,
    "lost": lose,
    "renamed": rename,
    "retyped": retype,
    "reordered": reorder,
    "case": change_case,
}


def mutants(count: int, seed: int) -> Iterator[Mutant]:
    """So many mutants, the same for a seed: of each kind as many, of a known month at random."""
    rng = random.Random(seed)
    footers = list(known_footers())
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        footer = rng.choice(footers)
        yield Mutant(footer, kind, *KINDS[kind](list(footer.columns), rng))
