"""Contract 3: the tables and fields ipai_sync sends are those _odoo__sources.yml names."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
ALLOWED = REPOSITORY / "addons/ipai_sync/data/ipai_sync_table_data.xml"
MODELS = REPOSITORY / "dbt_finance/models"
SOURCES = MODELS / "bronze/_odoo__sources.yml"
MIGRATIONS = REPOSITORY / "deploy/supabase/migrations"


def sent(lists: tuple[str, ...] = ("field_names",)) -> dict[str, list[str]]:
    """{model: fields} of the allow-list as it is shipped."""
    found = {}
    for record in ElementTree.parse(ALLOWED).iter("record"):  # noqa: S314 - a file of ours
        values = {field.get("name"): field.text or "" for field in record.iter("field")}
        found[values["model"]] = [
            name for part in lists for name in re.split(r"[\s,]+", values.get(part, "")) if name
        ]
    return found


def known() -> dict[str, dict]:
    """{model: source table} of the dbt project."""
    [source] = yaml.safe_load(SOURCES.read_text())["sources"]
    return {
        table["config"]["meta"]["model"]: table
        for table in source["tables"]
        if table["name"].startswith("odoo_")
    }


def test_the_tables_are_the_same():
    assert list(sent()) == list(known())


@pytest.mark.parametrize("model", sent())
def test_the_fields_are_the_same(model):
    table = known()[model]
    assert table["config"]["meta"]["fields"] == sent()[model]
    assert table["config"]["meta"].get("computed", []) == sent(("computed_names",))[model]
    assert table["name"] == f"odoo_{model.replace('.', '_')}"


@pytest.mark.parametrize("model", sent())
def test_each_table_has_its_bronze_model_and_its_bronze_table(model):
    table = model.replace(".", "_")
    assert (
        f"source('odoo', 'odoo_{table}')" in (MODELS / f"bronze/brz_odoo__{table}.sql").read_text()
    )
    assert any(f"'{table}'" in path.read_text() for path in MIGRATIONS.glob("*.sql")), (
        "the warehouse has it before the first run"
    )


def readers_of_bronze() -> list[Path]:
    """Silver models out of bronze; others put silver models together."""
    return [path for path in sorted(MODELS.glob("silver/*.sql")) if "brz_odoo" in path.read_text()]


@pytest.mark.parametrize("path", readers_of_bronze(), ids=lambda path: path.stem)
def test_silver_reads_only_what_is_sent(path):
    """Every key a silver model takes out of a payload is a field of its table."""
    text = path.read_text()
    [table] = re.findall(r"ref\('brz_odoo__(\w+)'\)", text)
    [record] = re.findall(r"json_record\('images.payload', \{(.*?)\n    \}\)", text, re.DOTALL)
    keys = set(re.findall(r"'(\w+)': ", record))
    everything = sent(("field_names", "computed_names"))
    fields = next(names for model, names in everything.items() if model.replace(".", "_") == table)
    assert keys <= set(fields)


def test_no_field_is_listed_twice():
    for model, fields in sent(("field_names", "computed_names")).items():
        assert len(fields) == len(set(fields)), model
