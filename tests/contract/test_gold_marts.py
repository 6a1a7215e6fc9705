"""What a gold model promises: owner, grain, SLO, described columns, somebody who looks at it."""

import re
from pathlib import Path

import pytest
import yaml

MODELS = Path(__file__).parents[2] / "dbt_finance/models"
ADDONS = Path(__file__).parents[2] / "addons"


def described() -> dict[str, dict]:
    """{gold model: what its yml says}."""
    return {
        model["name"]: model
        for path in MODELS.glob("gold/**/*.yml")
        for model in yaml.safe_load(path.read_text()).get("models", [])
    }


def exposures() -> list[dict]:
    found = yaml.safe_load((MODELS / "_exposures.yml").read_text())
    return found["exposures"]


GOLD = sorted(path.stem for path in MODELS.glob("gold/**/*.sql"))


@pytest.mark.parametrize("name", GOLD)
def test_a_gold_model_says_what_it_is(name):
    model = described()[name]
    meta = model["config"]["meta"]
    assert model["description"].strip().startswith("One row per")
    assert {"owner", "grain", "slo"} <= set(meta)
    assert {"freshness_hours", "completeness_percent"} <= set(meta["slo"])
    for column in model["columns"]:
        assert column["description"].strip(), column["name"]


@pytest.mark.parametrize("name", GOLD)
def test_somebody_looks_at_a_gold_model(name):
    wanted = f"ref('{name}')"
    assert any(wanted in exposure["depends_on"] for exposure in exposures()), (
        "add it to an exposure of models/_exposures.yml"
    )


@pytest.mark.parametrize("exposure", exposures(), ids=lambda exposure: exposure["name"])
def test_a_screen_of_ours_exists(exposure):
    """An action of one of our addons is defined there."""
    action = exposure.get("config", {}).get("meta", {}).get("odoo_action", "")
    addon, _, name = action.partition(".")
    if not addon.startswith("ipai_"):
        assert "owner" in exposure
        return
    pattern = re.compile(rf'id="{name}"')
    assert any(pattern.search(path.read_text()) for path in (ADDONS / addon).rglob("*.xml"))
