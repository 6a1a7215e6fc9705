"""The lineage of the whole project: complete, fast, and read anew only where something changed."""

import json
from itertools import pairwise

import psycopg
import pytest
from psycopg.rows import dict_row

# A third of a second alone on two cores; the rest is for machines that do other things as well.
SECONDS = 5.0


@pytest.fixture
def ask(lineage_settings):
    def rows(query, *arguments):
        dsn = lineage_settings.warehouse_dsn.get_secret_value()
        with psycopg.connect(dsn, row_factory=dict_row) as connection:
            return connection.execute(query, arguments).fetchall()

    return rows


def test_every_gold_column_has_a_source(readings):
    first = readings[0]
    assert first.problems == []
    assert first.without_source == []
    assert first.gold_columns > 50


def test_the_whole_project_is_read_in_seconds_and_again_in_less(readings):
    first, second = readings
    assert first.parsed == first.models > 30
    assert first.parse_seconds < SECONDS
    assert second.parsed == 0, "nothing changed"
    assert second.checksum == first.checksum
    assert second.parse_seconds < first.parse_seconds


def test_from_the_field_of_odoo_to_the_column_of_gold(ask):
    chain = [
        "odoo:account.move.line/balance",
        "bronze.odoo_account_move_line/payload.balance",
        "bronze.brz_odoo__account_move_line/payload.balance",
        "silver.slv_move_lines/balance",
    ]
    for source, target in pairwise(chain):
        assert ask(
            "select via from sidecar.lineage_edge where source = %s and target = %s", source, target
        ) == [{"via": "identity"}]


def test_a_column_is_chosen_by_what_its_case_looks_at(ask):
    found = ask("select source, via from sidecar.lineage_edge where target = 'gold.vat_lines/side'")
    assert found == [{"source": "silver.slv_taxes/tax_class", "via": "conditional"}]


def test_what_dbt_says_depends_on_what_is_what_the_sql_reads(ask, own_project):
    """Table edges come from the SQL; dbt's own are the second opinion."""
    read = {
        (row["source"], row["target"])
        for row in ask(
            """
            select edge.source, edge.target
            from sidecar.lineage_edge as edge
            inner join sidecar.lineage_node as node on edge.target = node.id
            where edge.level = 'table' and node.kind = 'model'
            """
        )
    }
    refs = set()
    for path in (own_project / "models").rglob("*.sql"):
        text = path.read_text()
        layer = path.relative_to(own_project / "models").parts[0]
        for name in set(text.replace('"', "'").split("ref('")[1:]):
            refs.add((name.split("'")[0], f"{layer}.{path.stem}"))
    named = {(source.split(".")[-1], target) for source, target in read}
    assert refs
    assert {ref for ref in refs if not ref[0].startswith("{")} <= named


def replace(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def read_own(lineage_settings, own_project, read_lineage, settings_for):
    """Read the lineage of the changed copy of the project."""

    async def read():
        dsn = lineage_settings.warehouse_dsn.get_secret_value()
        [after] = await read_lineage(settings_for(dsn, own_project.parent / "dbt", own_project))
        return after

    return read


async def test_only_what_changed_is_read_anew(own_project, read_own, ask):
    [before] = ask("select checksum from sidecar.lineage_run order by id desc limit 1")
    replace(
        own_project / "models/silver/slv_currencies.sql",
        "images.source,",
        "images.source,\n        upper(record.name) as spelled,",
    )
    after = await read_own()
    assert after.problems == []
    # The model itself, and those whose `select *` may now have one column more.
    assert 1 <= after.parsed < after.models / 4
    assert after.checksum != before["checksum"]
    edges = ask(
        "select source from sidecar.lineage_edge where target = 'silver.slv_currencies/spelled'"
    )
    assert edges == [{"source": "bronze.brz_odoo__res_currency/payload.name"}]


async def test_gaps_are_found(own_project, read_own):
    """A column that is not there, and a field that Odoo does not send."""
    gold, silver = own_project / "models/gold", own_project / "models/silver"
    replace(gold / "vat_lines.sql", "lines.company_id,", "lines.compny_id as company_id,")
    replace(silver / "slv_moves.sql", "'amount_untaxed_signed': 'numeric'", "'amount_x': 'numeric'")
    replace(
        silver / "slv_moves.sql",
        "record.amount_untaxed_signed",
        "record.amount_x as amount_untaxed_signed",
    )
    after = await read_own()
    assert "gold.vat_lines/company_id" in after.without_source
    assert set(after.problems) == {
        "vat_lines: nothing here has a column lines.compny_id.",
        "odoo_account_move: a model reads the field amount_x of account.move, which is not sent.",
    }


def test_what_was_read_can_be_read_back(ask):
    [row] = ask("select parsed from sidecar.lineage_model where model = 'gold.vat_lines'")
    columns = [name for name, _trace in row["parsed"]["columns"]]
    assert columns[:3] == ["line_id", "source", "company_id"]
    assert json.dumps(row["parsed"])
