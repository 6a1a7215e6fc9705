"""Compare what Spark built with what PostgreSQL has, row by row and column by column.

    python compare_gold.py FOLDER

FOLDER is Spark's warehouse directory (spark.sql.warehouse.dir), whose gold.db holds a folder of
Parquet files a table. Prints one JSON object: table -> rows, columns, how many rows only one side
has (unlike), and the first of them. Ends with 1 when anything differs. The warehouse is that of
PGHOST, PGUSER, ... or DSN.
"""

import argparse
import datetime
import json
import os
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq
from psycopg import sql

SCHEMAS = ("gold", "platinum")
SHOWN = 5
RELATIONS = """
    select table_schema, table_name, array_agg(column_name::text order by ordinal_position)
    from information_schema.columns
    where table_schema = any(%s) and table_name <> all(%s)
    group by table_schema, table_name
    order by table_schema, table_name
"""
ONLY_IN_POSTGRES = ("platinum_transaction_embeddings", "text_vector")


def compare(connection: psycopg.Connection, folder: Path) -> dict[str, dict[str, Any]]:
    """Compare every relation of gold and platinum; all rows of a table Spark lacks are unlike."""
    relations = connection.execute(RELATIONS, [list(SCHEMAS), list(ONLY_IN_POSTGRES)]).fetchall()
    return {
        f"{schema}.{name}": _compare_table(connection, folder, schema, name, columns)
        for schema, name, columns in relations
    }


def _compare_table(
    connection: psycopg.Connection, folder: Path, schema: str, name: str, columns: list[str]
) -> dict[str, Any]:
    query = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(schema, name)
    )
    ours = Counter(tuple(map(_typed, row)) for row in connection.execute(query))
    path = folder / f"{schema}.db" / name
    theirs: Counter[tuple[Any, ...]] = Counter()
    found: list[str] = []
    if path.is_dir():
        table = pq.read_table(path)
        found = table.column_names
        theirs = Counter(
            tuple(_typed(row[column]) for column in columns if column in row)
            for row in table.to_pylist()
        )
    unlike = [("PostgreSQL", row) for row in (ours - theirs)]
    unlike += [("Spark", row) for row in (theirs - ours)]
    return {
        "rows": sum(ours.values()),
        "columns": len(columns),
        "missing_columns": sorted(set(columns) - set(found)),
        "unlike": len(unlike),
        "shown": [
            {"only_in": side, **dict(zip(columns, map(str, row), strict=False))}
            for side, row in sorted(unlike, key=lambda one: repr(one[1]))[:SHOWN]
        ],
    }


def _typed(value: Any) -> Any:
    """A value with its type: 1 and true, or a number and its text, never pass for each other.

    Decimals are equal by value (a quantity has no fixed scale in PostgreSQL), moments in whatever
    time zone they stand.
    """
    if isinstance(value, Decimal):
        return ("decimal", str(value.normalize()))
    if isinstance(value, datetime.datetime):
        return ("moment", value.astimezone(datetime.UTC).isoformat())
    if isinstance(value, list):
        return ("list", tuple(map(_typed, value)))
    # Spark has no type for a UUID: it keeps the text.
    name = "str" if type(value).__name__ == "UUID" else type(value).__name__
    return (name, str(value))


def main() -> int:
    """Compare the warehouse of the environment with the folder of the command line."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("folder", type=Path)
    with psycopg.connect(os.environ.get("DSN", "")) as connection:
        found = compare(connection, asked.parse_args().folder)
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return int(any(table["unlike"] or table["missing_columns"] for table in found.values()))


if __name__ == "__main__":
    sys.exit(main())
