"""A new domain is begun out of a CSV header, and its migration comes after all others."""

import tomllib

import pytest
import yaml
from local.console import Failure
from local.domain import MODELS, additions, field_types, files_of, kind_of, scaffold
from local.paths import ROOT

CSV = "Delivery No,Delivered On,Month,Parcels,Fee,Fragile\nD-1,2026-02-01,2026-02,3,1.5,yes\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "deliveries.csv"
    path.write_text(CSV)
    return path


def test_types_come_from_the_lines(file):
    assert field_types(file) == {
        "delivery_no": "text",
        "delivered_on": "date",
        "month": "month",
        "parcels": "integer",
        "fee": "decimal",
        "fragile": "boolean",
    }
    assert kind_of(["1", "2.50", ""]) == "decimal"
    assert kind_of(["", None]) == "text"


def test_the_files_fit_one_another(file):
    types = field_types(file)
    files = files_of("deliveries", types, ["delivery_no"], "courier_deliveries")
    texts = {path.name: text for path, text in files.items()}
    domain = tomllib.loads(texts["deliveries.toml"])
    assert list(domain["fields"]) == list(types)
    mart = yaml.safe_load(texts["_courier_deliveries__models.yml"])["models"][0]
    assert [column["name"] for column in mart["columns"]][5:] == list(types)
    assert yaml.safe_load(texts["_slv_deliveries__models.yml"])["models"]
    [migration] = [path for path in files if path.suffix == ".sql" and "migrations" in path.parts]
    last = max(path.name for path in (ROOT / "deploy/supabase/migrations").glob("*.sql"))
    assert migration.name > last
    added = additions("deliveries", types, "courier_deliveries")
    whole = {path.name: yaml.safe_load(path.read_text() + text) for path, text in added.items()}
    assert "ref('courier_deliveries')" in whole["_exposures.yml"]["exposures"][-1]["depends_on"]
    assert "_exposures.yml" not in {path.name for path in additions("deliveries", types, "")}


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("Deliveries!", "delivery_no", "small letters"),
        ("deliveries", "number", "key names number"),
        ("budgets", "delivery_no", "is there already"),
    ],
)
def test_nothing_is_written_when_something_is_wrong(file, name, key, said):
    before = sorted(MODELS.rglob("*"))
    with pytest.raises(Failure, match=said):
        scaffold(name, str(file), key, "")
    assert sorted(MODELS.rglob("*")) == before
