"""Every metric compiles, and what MetricFlow makes of it says what plain SQL says on the same gold.

`metrics.json` is the definition the metrics were agreed in: a metric is an expression over a cube,
a cube one mart with a filter. The marts are filled with random rows of every value that decides.
"""

import asyncio
import json
import random
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.postgres import PostgresSQLSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup
from psycopg.conninfo import make_conninfo

from sidecar.settings import Settings
from sidecar.transforms.runner import Dbt

DEFINED = json.loads(Path(__file__).with_name("metrics.json").read_text())
CUBES, METRICS = DEFINED["cubes"], DEFINED["metrics"]
AS_OF = date(2025, 12, 8)
ROWS = 400
# The tables behind the marts: payables and receivables are views.
FILLED = (
    *("finance_expenses", "fct_invoices", "vat_lines", "withholding_tax"),
    *("tax_obligations", "budget_lines", "exceptions", "bank_lines"),
)
WORDS = {
    "status": ("draft", "approved", "posted", "paid", "refused", "overdue", "filed", "resolved"),
    "side": ("sale", "purchase", "output", "input"),
    "treatment": ("vatable", "zero_rated", "exempt"),
    "form": ("1601-EQ", "1601-C", "2550Q"),
    "": ("Mabini", "Rizal", "Silangan"),
}


class Rendering:
    """What MetricFlow asks of a database when it only writes SQL."""

    sql_engine_type = SqlEngine.POSTGRES
    sql_plan_renderer = PostgresSQLSqlPlanRenderer()


def filling(kind: str, name: str, number: int, chance: random.Random) -> Any:
    """A random value for a column of a mart."""
    if kind == "date":
        return AS_OF + timedelta(days=chance.randint(-200, 60))
    if kind == "numeric":
        return Decimal(chance.randint(-500_000, 500_000)) / 100
    if kind == "boolean":
        return chance.random() < 0.5
    if kind == "integer":
        return number
    return chance.choice(WORDS.get(name, WORDS[""]))


def fill(connection: psycopg.Connection, table: str, chance: random.Random) -> None:
    """Put random rows into a mart; a column that may be empty is so in every fifth row."""
    columns = connection.execute(
        "select column_name, data_type, is_nullable = 'YES' from information_schema.columns"
        " where table_schema = 'gold' and table_name = %s order by ordinal_position",
        [table],
    ).fetchall()
    rows = []
    for number in range(1, ROWS + 1):
        row = []
        for name, kind, nullable in columns:
            value = filling(kind, name, number, chance)
            if kind == "uuid":
                value = "99999999-8888-7777-6666-555555555555"
            elif name in {"line_id", "exception_id"} and kind == "text":
                value = str(number)
            row.append(None if nullable and chance.random() < 0.2 else value)
        rows.append(row)
    connection.execute(f"delete from gold.{table}")
    marks = ", ".join(["%s"] * len(columns))
    connection.cursor().executemany(f"insert into gold.{table} values ({marks})", rows)


@pytest.fixture(scope="module")
def gold(server_dsn: str, built_database: str) -> Iterator[psycopg.Connection]:
    """A session on a copy of the built warehouse with random rows in its marts."""
    name = f"{built_database}_metrics"
    with psycopg.connect(server_dsn, autocommit=True) as server:
        server.execute(f'create database "{name}" template "{built_database}"')
        try:
            with psycopg.connect(make_conninfo(server_dsn, dbname=name)) as connection:
                connection.execute("select set_config('ipai.as_of', %s, false)", [str(AS_OF)])
                chance = random.Random(20261120)  # noqa: S311 - reproducible, not secret
                for table in FILLED:
                    fill(connection, table, chance)
                yield connection
        finally:
            server.execute(f'drop database "{name}" with (force)')


@pytest.fixture(scope="module")
def engine(server_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> MetricFlowEngine:
    """MetricFlow over the metrics of the project as dbt parses it."""
    settings = Settings(
        environment="development",
        warehouse_dsn=server_dsn,
        dbt_project_dir=Path(__file__).parents[3] / "dbt_finance",
        dbt_build_dir=tmp_path_factory.mktemp("metrics"),
    )

    async def parsed() -> str:
        dbt = Dbt(settings)
        try:
            assert (await dbt.run(["parse"])).success
        finally:
            await dbt.close()
        return dbt.manifest_path.with_name("semantic_manifest.json").read_text()

    manifest = parse_manifest_from_dbt_generated_manifest(asyncio.run(parsed()))
    return MetricFlowEngine(SemanticManifestLookup(manifest), Rendering())


def compiled(engine: MetricFlowEngine, metric: str, *group_by: str) -> str:
    """The SQL of a metric, without the name of the database dbt was told."""
    request = MetricFlowQueryRequest.create(metric_names=[metric], group_by_names=group_by)
    return re.sub(r'"[^"]+"\."gold"', "gold", engine.explain(request).sql_statement.sql)


def plain(metric: str, group_by: str = "") -> str:
    """The same as its definition says it."""
    definition = METRICS[metric]
    cube = CUBES[definition["cube"]]
    columns = f"{group_by}, " if group_by else ""
    groups = f" group by {group_by}" if group_by else ""
    return f"select {columns}{definition['sql']} from {cube['table']} where {cube['where']}{groups}"


def rows(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    """The rows in one order, days as days and amounts as numbers."""

    def same(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.date()
        return round(Decimal(value), 6) if isinstance(value, int | Decimal) else value

    found = [tuple(same(value) for value in row) for row in connection.execute(query)]
    return sorted(found, key=repr)


def test_the_metrics_are_those_agreed(engine):
    known = engine.list_metrics()
    assert {metric.name: metric.label for metric in known} == {
        name: definition["label"] for name, definition in METRICS.items()
    }


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_says_what_its_definition_says(engine, gold, metric):
    cube = CUBES[METRICS[metric]["cube"]]
    found = rows(gold, compiled(engine, metric))
    assert found == rows(gold, plain(metric))
    assert found[0][0] is not None
    month = f"date_trunc('month', {cube['time']})::date"
    by_month = rows(gold, compiled(engine, metric, "metric_time__month"))
    assert by_month == rows(gold, plain(metric, month))
    assert len(by_month) > 3
    for dimension in cube["dimensions"]:
        name = f"{cube['entity']}__{dimension}"
        by_dimension = rows(gold, compiled(engine, metric, name))
        assert by_dimension == rows(gold, plain(metric, dimension)), dimension


def test_a_metric_nobody_defined_is_refused(engine):
    with pytest.raises(Exception, match="expense_amount"):
        compiled(engine, "expense_amounts")
