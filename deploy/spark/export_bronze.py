"""Write the bronze versions of a warehouse as Parquet, where Spark reads them.

    python export_bronze.py FOLDER

FOLDER gets one folder per table of schema bronze; payload is the JSON document as text, source the
text of the UUID, the other columns are as in PostgreSQL. All tables show one state of the
warehouse: versions that come in meanwhile wait for the next export. The warehouse is that of
PGHOST, PGUSER, ... or DSN, as libpq reads them.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from psycopg import sql

ROWS = 20_000
TABLES = """
    select table_name, array_agg(array[column_name::text, udt_name::text] order by ordinal_position)
    from information_schema.columns
    join pg_catalog.pg_class as class
        on class.oid = format('%I.%I', table_schema, table_name)::regclass
        and class.relkind in ('r', 'p') and not class.relispartition
    where table_schema = 'bronze'
    group by table_name
    having array_agg(column_name::text) @> array['payload', 'seq', 'op']
    order by table_name
"""
TYPES = {
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "timestamptz": pa.timestamp("us", tz="UTC"),
}
"""What is not here is exported as its text."""


def export(connection: psycopg.Connection, folder: Path) -> dict[str, int]:
    """Write every table of versions; how many rows each has.

    A table's folder is replaced when its file is whole: a broken export leaves the former one.
    """
    connection.execute("set transaction isolation level repeatable read, read only")
    tables = connection.execute(TABLES).fetchall()
    if not tables:
        raise SystemExit("There are no versions in schema bronze: is this the warehouse?")
    return {name: _export_table(connection, name, columns, folder) for name, columns in tables}


def _export_table(
    connection: psycopg.Connection, name: str, columns: list[list[str]], folder: Path
) -> int:
    schema = pa.schema([(column, TYPES.get(kind, pa.string())) for column, kind in columns])
    # A type PostgreSQL knows better than Arrow travels as the text PostgreSQL gives it.
    taken = [
        sql.Identifier(column)
        if kind in TYPES
        else sql.SQL("{}::text").format(sql.Identifier(column))
        for column, kind in columns
    ]
    query = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(taken), sql.Identifier("bronze", name)
    )
    fresh = folder / f".{name}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    count = 0
    with (
        connection.cursor(name="versions", binary=True) as cursor,
        pq.ParquetWriter(fresh / "versions.parquet", schema, compression="zstd") as writer,
    ):
        cursor.itersize = ROWS
        cursor.execute(query)
        while rows := cursor.fetchmany(ROWS):
            arrays = [
                pa.array(values, field.type)
                for values, field in zip(zip(*rows, strict=True), schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(rows)
    shutil.rmtree(folder / name, ignore_errors=True)
    fresh.rename(folder / name)
    return count


def main() -> None:
    """Export the warehouse of the environment to the folder of the command line."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("folder", type=Path)
    with psycopg.connect(os.environ.get("DSN", "")) as connection:
        written = export(connection, asked.parse_args().folder)
    sys.stdout.write(f"{sum(written.values())} versions of {len(written)} tables\n")


if __name__ == "__main__":
    main()
