"""What the intake takes over is what the warehouse reads: domains, sources and silver agree."""

import re
from pathlib import Path

import pytest
import yaml

from sidecar.intake.domains import domain_names, domain_of

REPOSITORY = Path(__file__).parents[2]
MODELS = REPOSITORY / "dbt_finance/models"
SOURCES = MODELS / "bronze/intake/_intake__sources.yml"
MIGRATIONS = REPOSITORY / "deploy/supabase/migrations"


def known() -> dict[str, dict]:
    """{domain: source table} of the dbt project; what stands in quarantine is of every domain."""
    [source] = yaml.safe_load(SOURCES.read_text())["sources"]
    tables = {table["config"]["meta"].get("domain"): table for table in source["tables"]}
    assert tables.pop(None)["name"] == "bronze_quarantine"
    return tables


def test_the_domains_are_the_same():
    assert sorted(domain_names()) == sorted(known())


@pytest.mark.parametrize("name", domain_names())
def test_each_domain_has_its_fields_and_its_table(name):
    table = known()[name]
    assert table["name"] == f"bronze_{name}"
    assert table["config"]["meta"]["fields"] == list(domain_of(name).fields)
    view = (MODELS / f"bronze/intake/brz_intake__{name}.sql").read_text()
    assert f"source('intake', 'bronze_{name}')" in view
    made = [path for path in MIGRATIONS.glob("*.sql") if f"'{name}'" in path.read_text()]
    assert any("create_intake_table" in path.read_text() for path in made)


@pytest.mark.parametrize("name", domain_names())
def test_silver_reads_what_is_taken_over_as_the_type_it_has(name):
    text = (MODELS / f"silver/intake/slv_{name}_checked.sql").read_text()
    [record] = re.findall(r"json_record\('images.payload', \{(.*?)\n    \}\)", text, re.DOTALL)
    read = dict(re.findall(r"'(\w+)': '(\w+)'", record))
    kinds = {"decimal": "numeric", "month": "date"}
    fields = domain_of(name).fields
    assert read == {key: kinds.get(fields[key].type, fields[key].type) for key in read}


@pytest.mark.parametrize("name", domain_names())
def test_a_name_stands_for_one_field(name):
    fields = domain_of(name).fields
    names = [*fields, *(alias for field in fields.values() for alias in field.aliases)]
    assert len(names) == len(set(names))
